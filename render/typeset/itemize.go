package typeset

import "github.com/go-text/typesetting/language"

// firstScript is the script of the characters of none that a text starts
// with; later ones take that of what stands before them.
func (e *Engine) firstScript(text []rune) language.Script {
	for _, r := range text {
		if s := e.runes.of(r).script; !neutral(s) && s != language.Unknown {
			return s
		}
	}
	return language.Latin
}

// itemize cuts the hard line into shaped runs, in logical order. Fonts are
// chosen grapheme by grapheme; one that lies across two styles takes the
// first one's.
func (b *breaker) itemize(next graphemes) {
	e, text := b.e, b.text
	levels, script := e.bidi.Levels(text, b.rtl), e.firstScript(text)
	b.runs = b.runs[:0]
	current := run{} // has no face before the first rune
	for i := 0; i < len(text); {
		end := next.end(i)
		style := b.look[i]
		s := &b.styles[style]
		previous := current.face
		if style != current.style {
			previous = nil
		}
		var f *face
		if w := (weight{s.Bold, s.Mono}); i < next.simple {
			f = e.simpleFont(text[i], w, previous)
		} else {
			f = e.clusterFont(text[i:end], w, previous)
		}
		mirrored := levels[i]&1 == 1 && end == i+1 && e.runes.of(text[i]).mirror
		for ; i < end; i++ {
			if own := e.runes.of(text[i]).script; !neutral(own) && own != language.Unknown {
				script = own
			}
			if f == current.face && style == current.style && levels[i] == current.level && script == current.script &&
				!mirrored && !current.mirrored {
				continue
			}
			b.endRun(&current, i)
			current = run{start: i, level: levels[i], style: style, mirrored: mirrored, face: f, script: script, size: s.Size}
		}
	}
	b.endRun(&current, len(text))
}

func (b *breaker) endRun(r *run, end int) {
	if r.face != nil {
		r.end = end
		b.kana = b.kana || r.script == language.Hiragana || r.script == language.Katakana
		b.e.shape(b.text, r)
		b.runs = append(b.runs, *r)
	}
}
