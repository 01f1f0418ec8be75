package filetext

import (
	"bytes"
	"context"
	"io"
)

// read reads a file, if it is of a kind whose text is taken and not too large.
func read(ctx context.Context, size int64, open func() (io.ReadCloser, error)) (data []byte, kind string, err error) {
	if size == 0 {
		return nil, "", nil
	}
	r, err := open()
	if err != nil {
		return nil, "", err
	}
	defer r.Close()
	head := make([]byte, min(size, headSize))
	if _, err := io.ReadFull(r, head); err != nil {
		return nil, "", err
	}
	if kind = kindOf(head); kind == "" || size > MaxFile {
		return nil, kind, nil
	}
	all := bytes.NewBuffer(make([]byte, 0, size+bytes.MinRead))
	all.Write(head)
	_, err = io.Copy(all, io.LimitReader(untilDone{ctx, r}, size-int64(len(head))))
	if err == nil && int64(all.Len()) < size {
		err = io.ErrUnexpectedEOF
	}
	return all.Bytes(), kind, err
}

// untilDone reads until a context ends.
type untilDone struct {
	ctx context.Context
	io.Reader
}

func (r untilDone) Read(p []byte) (int, error) {
	if err := context.Cause(r.ctx); err != nil {
		return 0, err
	}
	return r.Reader.Read(p)
}
