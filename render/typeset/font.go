package typeset

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"sync"

	otfont "github.com/go-text/typesetting/font"
)

// font is a parsed TrueType font: go-text's view for shaping, and the raw
// tables for the subsetter. But for its cache it is read-only after parseFont,
// so engines of many goroutines share it.
type font struct {
	name    string
	parsed  *otfont.Font
	color   bool // glyphs are COLR v0 layers
	bold    bool
	upem    int
	ascent  int // font units
	descent int
	tables  map[string][]byte
	glyf    []byte
	loca    []uint32
	hmtx    []byte
	metrics int // number of full records in hmtx
	procs   procCache
	common  func() *common
}

// parseFont reads a TrueType font with glyf outlines.
func parseFont(data []byte, name string) (*font, error) {
	face, err := otfont.ParseTTF(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("parse font %s: %w", name, err)
	}
	f := &font{name: name, parsed: face.Font, upem: int(face.Font.Upem()), tables: map[string][]byte{}}
	f.common = sync.OnceValue(f.makeCommon)
	f.bold = strings.HasSuffix(name, "-Bold")
	f.color = face.Font.COLR != nil && face.Font.CPAL != nil
	if err := f.readTables(data); err != nil {
		return nil, fmt.Errorf("parse font %s: %w", name, err)
	}
	return f, nil
}

func (f *font) readTables(data []byte) error {
	n := u16(data[4:])
	if len(data) < 12+16*n {
		return fmt.Errorf("table directory is cut off")
	}
	for i := range n {
		rec := data[12+16*i:]
		from, size := int(binary.BigEndian.Uint32(rec[8:])), int(binary.BigEndian.Uint32(rec[12:]))
		if from+size > len(data) {
			return fmt.Errorf("table %q is cut off", rec[:4])
		}
		f.tables[string(rec[:4])] = data[from : from+size]
	}
	for tag, least := range map[string]int{"glyf": 1, "head": 54, "hhea": 36, "maxp": 6, "hmtx": 4, "loca": 4} {
		if len(f.tables[tag]) < least {
			return fmt.Errorf("table %q is missing or short", tag)
		}
	}
	f.glyf, f.hmtx = f.tables["glyf"], f.tables["hmtx"]
	f.metrics = min(u16(f.tables["hhea"][34:]), len(f.hmtx)/4)
	f.ascent, f.descent = i16(f.tables["hhea"][4:]), i16(f.tables["hhea"][6:])
	return f.readLoca()
}

// readLoca reads where each glyph's outline starts.
func (f *font) readLoca() error {
	loca, glyphs := f.tables["loca"], u16(f.tables["maxp"][4:])
	wide := u16(f.tables["head"][50:]) == 1
	step := 2
	if wide {
		step = 4
	}
	if len(loca) < step*(glyphs+1) {
		return fmt.Errorf("table %q is short", "loca")
	}
	f.loca = make([]uint32, glyphs+1)
	for i := range f.loca {
		if wide {
			f.loca[i] = binary.BigEndian.Uint32(loca[4*i:])
		} else {
			f.loca[i] = 2 * uint32(u16(loca[2*i:]))
		}
		if int(f.loca[i]) > len(f.glyf) || i > 0 && f.loca[i] < f.loca[i-1] {
			return fmt.Errorf("table %q points outside of glyf", "loca")
		}
	}
	return nil
}

// advance is the width of glyph g in font units.
func (f *font) advance(g int) int { return u16(f.hmtx[4*min(g, f.metrics-1):]) }

// bearing is the left side bearing of glyph g in font units.
func (f *font) bearing(g int) int {
	at := 4*g + 2
	if g >= f.metrics {
		at = 4*f.metrics + 2*(g-f.metrics)
	}
	if at+2 > len(f.hmtx) {
		return 0
	}
	return i16(f.hmtx[at:])
}

// outline is the glyf record of glyph g, empty for a blank.
func (f *font) outline(g int) []byte {
	if g < 0 || g+1 >= len(f.loca) {
		return nil
	}
	return f.glyf[f.loca[g]:f.loca[g+1]]
}

func u16(b []byte) int { return int(binary.BigEndian.Uint16(b)) }

func i16(b []byte) int { return int(int16(binary.BigEndian.Uint16(b))) }

func put16(b []byte, v int) []byte { return binary.BigEndian.AppendUint16(b, uint16(v)) }
