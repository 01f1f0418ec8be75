package fetchtest

import (
	"encoding/binary"
	"errors"
	"io"
)

// noise is a file of any size that is computed as it is read: the same bytes
// for the same seed, from whatever offset.
type noise struct {
	seed   uint64
	size   int64
	offset int64
}

// Noise returns a way to open a generated file, for AddFile. Its bytes depend
// on seed alone, and none of them are held in memory.
func Noise(seed uint64, size int64) func() (io.ReadSeekCloser, error) {
	return func() (io.ReadSeekCloser, error) { return &noise{seed: seed, size: size}, nil }
}

func (n *noise) Read(p []byte) (int, error) {
	if n.offset >= n.size {
		return 0, io.EOF
	}
	p = p[:min(int64(len(p)), n.size-n.offset)]
	read := 0
	if within := n.offset % 8; within != 0 { // the rest of a word
		read = copy(p, n.word()[within:])
	}
	next := n.seed + uint64(n.offset+int64(read))/8
	for ; len(p)-read >= 8; read, next = read+8, next+1 { // nearly all of it
		binary.LittleEndian.PutUint64(p[read:], mix(next))
	}
	if n.offset += int64(read); read < len(p) {
		last := copy(p[read:], n.word())
		read, n.offset = read+last, n.offset+int64(last)
	}
	return read, nil
}

// word is the one that the offset lies in.
func (n *noise) word() []byte {
	return binary.LittleEndian.AppendUint64(nil, mix(n.seed+uint64(n.offset)/8))
}

// mix is the finalizer of SplitMix64.
func mix(x uint64) uint64 {
	x = (x + 1) * 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

func (n *noise) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += n.offset
	case io.SeekEnd:
		offset += n.size
	}
	if offset < 0 {
		return 0, errors.New("seek before the start")
	}
	n.offset = offset
	return offset, nil
}

func (*noise) Close() error { return nil }
