package filetext

import "io"

// read reads a file, if it is of a kind whose text is taken and not too large: so
// little that it is not interrupted; what it is read from has the context.
func read(size int64, open func() (io.ReadCloser, error)) (data []byte, kind string, err error) {
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
	data = make([]byte, size)
	rest := data[copy(data, head):]
	if _, err = io.ReadFull(r, rest); err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return data, kind, err
}
