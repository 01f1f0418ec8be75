package render

import (
	"testing"

	"github.com/glassix-archiver/archiver/render/body"
	"github.com/glassix-archiver/archiver/ticket"
)

// The ways in which a mail may call its pictures lead to their files.
func TestPicturesAreFound(t *testing.T) {
	png := func(identifier, path string) Attachment {
		return Attachment{Identifier: identifier, Path: path, MediaType: "image/png"}
	}
	files := []Attachment{png("201118logo.png", "logo"), png("201118photo.png", "photo"), {Identifier: "x.pdf", Path: "pdf", MediaType: "application/pdf"}, png("201118b.png", "by id")}
	sent := []ticket.Attachment{{OriginalFileName: "Logo (1).PNG"}, {OriginalFileName: "=?UTF-8?B?15zXldeS15U=?="}, {OriginalFileName: "scan"},
		{OriginalFileName: "caf\u00e9.png", Extra: ticket.Extra{"contentId": []byte(`"<ii_18@mail>"`)}}}
	for ref, want := range map[string]string{
		"cid:201118logo.png":                    "logo",
		"cid:201118LOGO.png":                    "logo",
		"cid:logo%20(1).png@01D5.ABC":           "logo",
		"cid:<Logo (1).png>":                    "logo",
		"cid:לוגו":                              "photo",
		"cid:ii_18@mail":                        "by id",
		"cid:II_18@mail":                        "by id",
		"cid:cafe\u0301.png":                    "by id",
		"https://b.example/a/b/201118photo.png": "photo",
		"https://b.example/logo (1).png":        "", // a name tells nothing of what is elsewhere
		"cid:scan":                              "", // no picture
		"cid:unknown":                           "",
	} {
		image := &body.Image{Ref: ref}
		resolveImages([]body.Block{{Kind: body.Paragraph, Inlines: []body.Inline{{Image: image}}}}, files, sent)
		if image.Path != want {
			t.Errorf("%s is %q, want %q", ref, image.Path, want)
		}
	}
}
