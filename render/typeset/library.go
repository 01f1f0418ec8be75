package typeset

import (
	"bytes"
	"compress/zlib"
	"embed"
	"fmt"
	"io"
	"sync"
)

//go:embed fonts/*.ttf.z
var fontFiles embed.FS

// fontID names one embedded font.
type fontID int

const (
	sansRegular fontID = iota
	sansBold
	hebrewRegular
	hebrewBold
	arabicRegular
	arabicBold
	thaiRegular
	thaiBold
	devanagariRegular
	devanagariBold
	ethiopicRegular
	ethiopicBold
	armenianRegular
	armenianBold
	georgianRegular
	georgianBold
	tamilRegular
	tamilBold
	bengaliRegular
	bengaliBold
	monoRegular
	hanRegular
	hangulRegular
	symbolsRegular
	symbols2Regular
	mathRegular
	emojiColor
	fontCount
)

// fontNames gives each font its file in fonts/ and its PostScript name.
var fontNames = [fontCount]struct{ file, name string }{
	sansRegular:       {"sans-regular", "NotoSans-Regular"},
	sansBold:          {"sans-bold", "NotoSans-Bold"},
	hebrewRegular:     {"hebrew-regular", "NotoSansHebrew-Regular"},
	hebrewBold:        {"hebrew-bold", "NotoSansHebrew-Bold"},
	arabicRegular:     {"arabic-regular", "NotoSansArabic-Regular"},
	arabicBold:        {"arabic-bold", "NotoSansArabic-Bold"},
	thaiRegular:       {"thai-regular", "NotoSansThai-Regular"},
	thaiBold:          {"thai-bold", "NotoSansThai-Bold"},
	devanagariRegular: {"devanagari-regular", "NotoSansDevanagari-Regular"},
	devanagariBold:    {"devanagari-bold", "NotoSansDevanagari-Bold"},
	ethiopicRegular:   {"ethiopic-regular", "NotoSansEthiopic-Regular"},
	ethiopicBold:      {"ethiopic-bold", "NotoSansEthiopic-Bold"},
	armenianRegular:   {"armenian-regular", "NotoSansArmenian-Regular"},
	armenianBold:      {"armenian-bold", "NotoSansArmenian-Bold"},
	georgianRegular:   {"georgian-regular", "NotoSansGeorgian-Regular"},
	georgianBold:      {"georgian-bold", "NotoSansGeorgian-Bold"},
	tamilRegular:      {"tamil-regular", "NotoSansTamil-Regular"},
	tamilBold:         {"tamil-bold", "NotoSansTamil-Bold"},
	bengaliRegular:    {"bengali-regular", "NotoSansBengali-Regular"},
	bengaliBold:       {"bengali-bold", "NotoSansBengali-Bold"},
	monoRegular:       {"mono-regular", "NotoSansMono-Regular"},
	hanRegular:        {"han-regular", "NotoSansSC-Regular"},
	hangulRegular:     {"hangul-regular", "NotoSansKR-Regular"},
	symbolsRegular:    {"symbols-regular", "NotoSansSymbols-Regular"},
	symbols2Regular:   {"symbols2-regular", "NotoSansSymbols2-Regular"},
	mathRegular:       {"math-regular", "NotoSansMath-Regular"},
	emojiColor:        {"emoji", "Twemoji"},
}

// library loads each font once a process, when it is first needed: inflating
// and parsing all of them takes about 0.1 s, which a Hebrew transcript need
// not pay for. It is safe for concurrent use.
type library [fontCount]func() (*font, error)

var fonts = newLibrary()

func newLibrary() *library {
	var l library
	for id := range l {
		l[id] = sync.OnceValues(func() (*font, error) { return loadFont(fontID(id)) })
	}
	return &l
}

func loadFont(id fontID) (*font, error) {
	n := fontNames[id]
	file, err := fontFiles.ReadFile("fonts/" + n.file + ".ttf.z")
	if err != nil {
		return nil, fmt.Errorf("load font %s: %w", n.file, err)
	}
	z, err := zlib.NewReader(bytes.NewReader(file))
	if err != nil {
		return nil, fmt.Errorf("inflate font %s: %w", n.file, err)
	}
	data, err := io.ReadAll(z)
	if err != nil {
		return nil, fmt.Errorf("inflate font %s: %w", n.file, err)
	}
	return parseFont(data, n.name)
}
