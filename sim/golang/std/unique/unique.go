// Package unique makes values comparable by pointer: equal values have the same handle.
package unique

import (
	"runtime"
	"strings"
	"sync"
	"weak"
)

type Handle[T comparable] struct {
	value *T
}

func (h Handle[T]) Value() T {
	return *h.value
}

// The table of one type of values. The real one is a trie of hashes with weak keys; this is a map with weak values, from
// which a cleanup takes what died.
type table[T comparable] struct {
	m map[T]weak.Pointer[T]
}

var (
	mu     sync.Mutex
	tables = make(map[any]any) // by the zero pointer of the type
)

func Make[T comparable](value T) Handle[T] {
	mu.Lock()
	defer mu.Unlock()
	t := tableOf[T]()
	if w, ok := t.m[value]; ok {
		if p := w.Value(); p != nil {
			return Handle[T]{p}
		}
	}
	value = clone(value)
	p := new(T)
	*p = value
	t.m[value] = weak.Make(p)
	runtime.AddCleanup(p, t.drop, value)
	return Handle[T]{p}
}

func tableOf[T comparable]() *table[T] {
	key := any((*T)(nil))
	if t, ok := tables[key].(*table[T]); ok {
		return t
	}
	t := &table[T]{make(map[T]weak.Pointer[T])}
	tables[key] = t
	return t
}

func (t *table[T]) drop(value T) {
	mu.Lock()
	defer mu.Unlock()
	if t.m[value].Value() == nil {
		delete(t.m, value)
	}
}

// clone keeps a short string from holding on to the longer one that it is a part of.
func clone[T comparable](value T) T {
	if s, ok := any(value).(string); ok {
		return any(strings.Clone(s)).(T)
	}
	return value
}
