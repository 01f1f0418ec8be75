package render

import (
	"iter"

	"github.com/glassix-archiver/archiver/render/body"
)

// A template takes one value; these pair the page with what is at hand.
type (
	entryView struct {
		Page  *pageView
		Entry Entry
	}
	fileView struct {
		Page       *pageView
		Attachment Attachment
	}
	blockView struct {
		Page  *pageView
		Block body.Block
	}
	blocksView struct {
		Page   *pageView
		Blocks []body.Block
	}
	inlinesView struct {
		Page    *pageView
		Inlines []body.Inline
	}
	imageView struct {
		Page  *pageView
		Image *body.Image
	}
)

// Stretches returns the inlines by direction, those of a direction of their
// own to be isolated.
func (v inlinesView) Stretches() iter.Seq2[body.Direction, []body.Inline] {
	return body.Stretches(v.Inlines)
}

func (p *pageView) With(e Entry) entryView                 { return entryView{p, e} }
func (p *pageView) File(a Attachment) fileView             { return fileView{p, a} }
func (p *pageView) Block(b body.Block) blockView           { return blockView{p, b} }
func (p *pageView) Blocks(list []body.Block) blocksView    { return blocksView{p, list} }
func (p *pageView) Inlines(list []body.Inline) inlinesView { return inlinesView{p, list} }
func (p *pageView) Picture(image *body.Image) imageView    { return imageView{p, image} }
