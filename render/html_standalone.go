package render

import (
	"bytes"
	"io"
	"net/http"
)

// What a page that stands alone holds of the bundle's pictures, in bytes: a
// mail takes no more.
const (
	maxInlined    = 5 << 20
	maxInlinedAll = 25 << 20
)

// inlined reads a picture for a page that stands alone. One that can't be had
// or for which there is no room is answered with the reason, in words.
func (p *pageView) inlined(path string) (data []byte, mediaType, why string) {
	f, err := p.openFile(path)
	if err != nil {
		return nil, "", p.Say("attachment.absent")
	}
	defer f.Close()
	data, err = io.ReadAll(io.LimitReader(f, maxInlined+1))
	switch mediaType = http.DetectContentType(data); {
	case err != nil:
		return nil, "", p.Say("image.unshown.damaged")
	case !drawable(mediaType):
		return nil, "", p.Say("image.unshown.format")
	case len(data) > maxInlined || p.held+len(data) > maxInlinedAll:
		return nil, "", p.Say("image.unshown.large")
	}
	if why = p.unfit(data); why != "" {
		return nil, "", why
	}
	p.held += len(data)
	return data, mediaType, ""
}

// unfit says why a picture is not to be given to a browser: a small file may
// unpack to gigabytes there as well.
func (p *pageView) unfit(data []byte) (why string) {
	defer func() {
		if recover() != nil { // a decoder met what its author did not foresee
			why = p.Say("image.unshown.damaged")
		}
	}()
	if _, _, err := decodeConfig(bytes.NewReader(data)); err != nil {
		return p.Say("image.unshown." + err.Error())
	}
	return ""
}
