package body

import (
	"regexp"
	"strings"
)

// foldReplies makes quotes of what mail programs leave in plain sight: the
// line "On … wrote:" goes into the quote behind it, and what follows a line
// "-----Original Message-----" or the head of an older mail becomes one.
func foldReplies(blocks []Block) []Block {
	out := blocks[:0:len(blocks)]
	for i := 0; i < len(blocks); i++ {
		b := blocks[i]
		switch {
		case b.Kind == Paragraph && i+1 < len(blocks) && blocks[i+1].Kind == Quote && attribution(&b):
			i++
			quote := blocks[i]
			quote.Blocks, quote.Reply = append([]Block{b}, quote.Blocks...), true
			out = append(out, quote)
		case b.Kind == Quote && len(b.Blocks) == 1 && b.Blocks[0].Kind == Paragraph && i+1 < len(blocks) && blocks[i+1].Kind == Quote && attribution(&b.Blocks[0]):
			i++ // Apple Mail quotes the line apart
			quote := blocks[i]
			quote.Blocks, quote.Reply = append(b.Blocks[:1:1], quote.Blocks...), true
			out = append(out, quote)
		case b.Kind == Paragraph && i > 0 && beginsOlder(&b):
			rest := append([]Block(nil), blocks[i:]...)
			return append(out, Block{Kind: Quote, Reply: true, Blocks: rest})
		default:
			out = append(out, b)
		}
	}
	return out
}

// The words of mail programs, in the languages of their users: English,
// Hebrew, Arabic, Russian, French, German, Spanish, Portuguese, Italian and
// Dutch.
var (
	separator = regexp.MustCompile(`^[-_–—]{2,}\s*(?i:original message|forwarded message|begin forwarded message|` +
		`הודעה מקורית|ההודעה המקורית|הודעה שהועברה|הודעה מועברת|הודעה מקורית שהועברה|` +
		`الرسالة الأصلية|رسالة أصلية|رسالة معاد توجيهها|رسالة مُعاد توجيهها|الرسالة المعاد توجيهها|` +
		`исходное сообщение|пересылаемое сообщение|пересланное сообщение|конец переадресованного сообщения|` +
		`message d['’]origine|message original|message transféré|message transmis|` +
		`ursprüngliche nachricht|originalnachricht|original-nachricht|weitergeleitete nachricht|` +
		`mensaje original|mensaje reenviado|mensagem original|mensagem encaminhada|` +
		`messaggio originale|messaggio inoltrato|oorspronkelijk bericht|doorgestuurd bericht)\s*[-_–—]{2,}$`)

	wrote = regexp.MustCompile(`(?i)\b(wrote|writes|schrieb|escribió|escreveu|ha scritto|schreef)(\PL|$)|a écrit|пишет|писал|написал|כתב|מאת|كتب|تمت كتابة|بواسطة`)

	from    = labels("From|מאת|من|От|От кого|De|Von|Da|Van")
	sent    = labels("Sent|Date|נשלח|תאריך|تاريخ الإرسال|أرسل|التاريخ|تم الإرسال|Отправлено|Дата|Envoyé|Gesendet|Datum|Enviado|Enviado el|Enviado em|Enviada em|Fecha|Data|Inviato|Verzonden")
	subject = labels("Subject|נושא|الموضوع|Тема|Objet|Betreff|Asunto|Assunto|Oggetto|Onderwerp")
)

func labels(list string) map[string]bool {
	m := make(map[string]bool)
	for label := range strings.SplitSeq(list, "|") {
		m[strings.ToLower(label)] = true
	}
	return m
}

const maxAttribution = 400

// attribution reports whether a paragraph, which stands before a quote, says
// who wrote it: a line that ends with a colon, with a verb of writing or an
// address in it, and with a date.
func attribution(b *Block) bool {
	text := trimMarks(strings.Join(lines(b, maxAttribution), " "))
	return len(text) <= maxAttribution && strings.HasSuffix(text, ":") && strings.ContainsAny(text, "0123456789٠١٢٣٤٥٦٧٨٩") &&
		(wrote.MatchString(text) || strings.Contains(text, "@")) || bareAttribution.MatchString(text)
}

// bareAttribution is one without a date: "Jack wrote:".
var bareAttribution = regexp.MustCompile(`(?i)^.{1,200}\s(wrote|schrieb|a écrit|escribió|escreveu|пишет|написал\(?а?\)?|כתב/?ה?|כתבה|כתב\(ה\)|كتب)\s?:$`)

// beginsOlder reports whether an older mail begins at a paragraph and goes on
// to the end: behind a separator, or with the head of a mail of which sender,
// date and subject stand in lines of their own.
func beginsOlder(b *Block) bool {
	const most = 1000 // bytes that a head is sought in
	head := lines(b, most)
	first := trimMarks(head[0])
	if strings.IndexAny(first, "-_–—") == 0 {
		if separator.MatchString(first) {
			return true
		}
		if strings.Trim(first, "_") == "" && len(head) > 1 { // Outlook's rule
			head = head[1:]
		}
	}
	if !from[label(head[0])] {
		return false
	}
	dated, titled := false, false
	for _, line := range head[1:] {
		of := label(line)
		dated, titled = dated || sent[of], titled || subject[of]
	}
	return dated && titled
}

// label is what stands before a line's colon, in small letters.
func label(line string) string {
	name, _, found := strings.Cut(line, ":")
	if !found || len(name) > 60 {
		return ""
	}
	return strings.ToLower(trimMarks(strings.Trim(trimMarks(name), "*")))
}

// trimMarks trims white space and marks of direction.
func trimMarks(s string) string {
	return strings.Trim(s, " \t\u00a0\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069")
}

// lines are the lines of a paragraph's text, at least one, until they come to
// more than most bytes.
func lines(b *Block, most int) []string {
	list := []string{""}
	for i := range b.Inlines {
		if last := len(list) - 1; !b.Inlines[i].Break {
			list[last] += b.Inlines[i].Text
		} else {
			list = append(list, "")
		}
		if most -= len(b.Inlines[i].Text); most < 0 {
			break
		}
	}
	return list
}
