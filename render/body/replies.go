package body

import (
	"regexp"
	"strings"
)

// foldReplies makes quotes of what mail programs leave in plain sight: the
// line "On … wrote:" goes into the quote behind it, and what follows a line
// "-----Original Message-----" becomes one.
func foldReplies(blocks []Block) []Block {
	out := blocks[:0:len(blocks)]
	for i := 0; i < len(blocks); i++ {
		b := blocks[i]
		switch {
		case b.Kind == Paragraph && i+1 < len(blocks) && blocks[i+1].Kind == Quote && attribution(&b):
			i++
			quote := blocks[i]
			quote.Blocks = append([]Block{b}, quote.Blocks...)
			out = append(out, quote)
		case b.Kind == Paragraph && i > 0 && original.MatchString(firstLine(&b)):
			rest := append([]Block(nil), blocks[i:]...)
			return append(out, Block{Kind: Quote, Blocks: rest})
		default:
			out = append(out, b)
		}
	}
	return out
}

var original = regexp.MustCompile(`^\s*-{2,}\s*(?i:original message|הודעה מקורית|исходное сообщение|ursprüngliche nachricht|message d'origine|mensaje original)\s*-{2,}\s*$`)

var wrote = regexp.MustCompile(`(?i)(wrote|writes|schrieb|a écrit|escribió|escreveu|пишет|написал\(?а?\)?|כתב/?ה?|כתבה|כתב\(ה\)|\x{200f}כתב)[^\pL]{0,40}:?\s*$|^(בתאריך|On ).{0,200}:\s*$`)

const maxAttribution = 400

// attribution reports whether a paragraph says who wrote what follows.
func attribution(b *Block) bool {
	text := strings.TrimSpace(strings.ReplaceAll(Plain([]Block{*b}), "\n", " "))
	return len(text) <= maxAttribution && strings.HasSuffix(strings.TrimRight(text, "\u200e\u200f\u202c "), ":") && wrote.MatchString(text)
}

func firstLine(b *Block) string {
	var out strings.Builder
	for i := range b.Inlines {
		if b.Inlines[i].Break {
			break
		}
		out.WriteString(b.Inlines[i].Text)
	}
	return out.String()
}
