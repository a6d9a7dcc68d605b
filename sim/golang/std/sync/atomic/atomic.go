// Package atomic: operations on memory that are indivisible.
package atomic

import "unsafe"

func LoadInt32(addr *int32) int32
func LoadInt64(addr *int64) int64
func LoadUint32(addr *uint32) uint32
func LoadUint64(addr *uint64) uint64
func LoadUintptr(addr *uintptr) uintptr
func LoadPointer(addr *unsafe.Pointer) unsafe.Pointer
func StoreInt32(addr *int32, val int32)
func StoreInt64(addr *int64, val int64)
func StoreUint32(addr *uint32, val uint32)
func StoreUint64(addr *uint64, val uint64)
func StoreUintptr(addr *uintptr, val uintptr)
func StorePointer(addr *unsafe.Pointer, val unsafe.Pointer)
func AddInt32(addr *int32, delta int32) int32
func AddInt64(addr *int64, delta int64) int64
func AddUint32(addr *uint32, delta uint32) uint32
func AddUint64(addr *uint64, delta uint64) uint64
func AddUintptr(addr *uintptr, delta uintptr) uintptr
func AndInt32(addr *int32, mask int32) int32
func AndUint32(addr *uint32, mask uint32) uint32
func AndInt64(addr *int64, mask int64) int64
func AndUint64(addr *uint64, mask uint64) uint64
func OrInt32(addr *int32, mask int32) int32
func OrUint32(addr *uint32, mask uint32) uint32
func OrInt64(addr *int64, mask int64) int64
func OrUint64(addr *uint64, mask uint64) uint64
func SwapInt32(addr *int32, new int32) int32
func SwapInt64(addr *int64, new int64) int64
func SwapUint32(addr *uint32, new uint32) uint32
func SwapUint64(addr *uint64, new uint64) uint64
func AndUintptr(addr *uintptr, mask uintptr) (old uintptr)
func OrUintptr(addr *uintptr, mask uintptr) (old uintptr)
func SwapUintptr(addr *uintptr, new uintptr) uintptr
func SwapPointer(addr *unsafe.Pointer, new unsafe.Pointer) unsafe.Pointer
func CompareAndSwapInt32(addr *int32, old, new int32) bool
func CompareAndSwapInt64(addr *int64, old, new int64) bool
func CompareAndSwapUint32(addr *uint32, old, new uint32) bool
func CompareAndSwapUint64(addr *uint64, old, new uint64) bool
func CompareAndSwapUintptr(addr *uintptr, old, new uintptr) bool
func CompareAndSwapPointer(addr *unsafe.Pointer, old, new unsafe.Pointer) bool
