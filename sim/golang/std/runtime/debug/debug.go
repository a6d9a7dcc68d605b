// Package debug: knobs of the running runtime.
package debug

func setGCPercent(percent int32) int32
func setMemoryLimit(limit int64) int64
func setMaxStack(bytes int) int
func stackText() string

func SetGCPercent(percent int) int {
	return int(setGCPercent(int32(percent)))
}

func SetMemoryLimit(limit int64) int64 {
	return setMemoryLimit(limit)
}

func SetMaxStack(bytes int) int {
	return setMaxStack(bytes)
}

func FreeOSMemory()

func Stack() []byte {
	return []byte(stackText())
}

func PrintStack() {
	print(stackText())
}
