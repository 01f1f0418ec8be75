package main

import (
	"os"
	"runtime/debug"
)

// stayLean has a process that makes one transcript collect its garbage sooner
// when it comes near 72 MiB: 20,000 messages then take less than 100 MB, for
// up to a third more time. It costs a small ticket nothing.
func stayLean() {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(72 << 20)
	}
}

// collectSeldom has a process that archives many tickets collect its garbage
// when what lives has grown fourfold, and not twofold: most of what lives is
// fonts and words, some 40 MB. That spares a twentieth of the time. Near 200
// MiB it collects sooner again.
func collectSeldom() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(300)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(200 << 20)
	}
}
