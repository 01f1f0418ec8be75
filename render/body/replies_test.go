package body

import (
	"strings"
	"testing"
)

// quoted returns the text outside of quotes and that within them.
func quoted(blocks []Block) (own, older string) {
	var mine, theirs []Block
	for _, b := range blocks {
		if b.Kind == Quote {
			theirs = append(theirs, b.Blocks...)
		} else {
			mine = append(mine, b)
		}
	}
	return Plain(mine), Plain(theirs)
}

// The line over a quote, as mail programs write it in their users' languages.
func TestAttributions(t *testing.T) {
	for _, line := range []string{
		"On Thu, Jun 15, 2023 at 10:04 AM Jack Bower <j@x.example> wrote:",
		"On Thu, Jun 15, 2023 at 10:04 AM Jack Bower\n<j@x.example> wrote:",
		"Jack Bower wrote:",
		"\u202bבתאריך יום ה׳, 15 ביוני 2023 ב-10:04 מאת \u202aJack Bower\u202c\u200f <\u202aj@x.example\u202c\u200f>:\u202c",
		"ב-15 ביוני 2023, בשעה 10:04, ג'ק באוור כתב/ה:",
		"\u200fבתאריך 15.6.2023 10:04, ג׳ק כתב:",
		"في الخميس، 15 يونيو 2023 في 10:04 ص تمت كتابة ما يلي بواسطة \u202aJack Bower\u202c\u200f <\u202aj@x.example\u202c\u200f>:",
		"في ١٥ يونيو ٢٠٢٣، كتب جاك:",
		"чт, 15 июн. 2023 г. в 10:04, Jack Bower <j@x.example>:",
		"Четверг, 15 июня 2023, 10:04 +03:00 от Jack Bower <j@x.example>:",
		"15 июня 2023 г., в 10:04, Jack Bower написал(а):",
		"Le jeu. 15 juin 2023 à 10:04, Jack Bower <j@x.example> a écrit\u00a0:",
		"Am Do., 15. Juni 2023 um 10:04 Uhr schrieb Jack Bower <j@x.example>:",
		"El jue, 15 jun 2023 a las 10:04, Jack Bower (<j@x.example>) escribió:",
		"Em qui., 15 de jun. de 2023 às 10:04, Jack Bower <j@x.example> escreveu:",
		"Il giorno gio 15 giu 2023 alle ore 10:04 Jack Bower <j@x.example> ha scritto:",
	} {
		for name, blocks := range map[string][]Block{
			"text": FromText("thanks\n\n" + line + "\n\n> old\n> words"),
			"HTML": FromHTML("<p>thanks</p><p>" + strings.NewReplacer("<", "&lt;", ">", "&gt;", "\n", "<br>").Replace(line) + "</p><blockquote>old<br>words</blockquote>"),
		} {
			own, older := quoted(blocks)
			if own != "thanks" || !strings.HasSuffix(older, "\n\nold\nwords") {
				t.Errorf("%s of %q: own %q, older %q", name, line, own, older)
			}
		}
	}
	for _, line := range []string{"Please note:", "He said in 2023:", "I wrote to you 3 times.", "See 1. below:"} {
		if own, _ := quoted(FromText(line + "\n> old")); own != line {
			t.Errorf("%q is taken for an attribution", line)
		}
	}
}

// Older mail that is not marked by ">".
func TestOlderMail(t *testing.T) {
	for _, head := range []string{
		"-----Original Message-----\nFrom: Jack",
		"---------- Forwarded message ---------",
		"\u200f-----הודעה מקורית-----",
		"---------- הודעה שהועברה ----------",
		"-----الرسالة الأصلية-----",
		"-------- Исходное сообщение --------",
		"-----Message d’origine-----",
		"-----Ursprüngliche Nachricht-----",
		"-----Mensaje original-----",
		"-----Mensagem Original-----",
		"From: Jack <j@x.example>\nSent: Thursday, June 15, 2023 10:04\nTo: Us\nSubject: Tuscany",
		"________________________________\nFrom: Jack\nSent: Thursday\nTo: Us\nSubject: Tuscany",
		"*From:* Jack\n*Date:* Thursday\n*Subject:* Tuscany",
		"\u200fמאת: ג'ק\n\u200fנשלח: יום חמישי\n\u200fאל: אנחנו\n\u200fנושא: טוסקנה",
		"من: جاك\nتاريخ الإرسال: الخميس\nإلى: نحن\nالموضوع: توسكانا",
		"От: Джек\nОтправлено: четверг\nКому: Нам\nТема: Тоскана",
		"De : Jack\nEnvoyé : jeudi\nÀ : Nous\nObjet : Toscane",
		"Von: Jack\nGesendet: Donnerstag\nAn: Uns\nBetreff: Toskana",
		"De: Jack\nEnviado el: jueves\nPara: Nosotros\nAsunto: Toscana",
		"De: Jack\nEnviada em: quinta-feira\nPara: Nós\nAssunto: Toscana",
	} {
		own, older := quoted(FromText("thanks\n\n" + head + "\n\nold words"))
		if own != "thanks" || !strings.HasSuffix(older, "old words") {
			t.Errorf("%q: own %q, older %q", head, own, older)
		}
		if own, _ := quoted(FromText(head + "\n\nold words")); own == "" {
			t.Errorf("%q: a message that begins with it is a quote as a whole", head)
		}
	}
	for _, text := range []string{"thanks\n\nFrom: Tel Aviv\nTo: Rome\nDate: 5 May", "thanks\n\n---- my list ----\na", "thanks\n\nFrom: me"} {
		if _, older := quoted(FromText(text)); older != "" {
			t.Errorf("%q: %q is taken for older mail", text, older)
		}
	}
}

// Earlier mail is told apart from what an author cites.
func TestReplyOrCitation(t *testing.T) {
	const wrote = "On Thu, Jun 15, 2023 at 10:04 AM Jack <j@x.example> wrote:"
	outlook := `<p>a<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in"><p>From: x<br>Sent: y<br>Subject: z</div><p>old`
	for name, test := range map[string]struct {
		blocks []Block
		want   bool
	}{
		"lines":        {FromText("a\n> b"), true},
		"chat":         {FromChat("a\n> b"), true},
		"separator":    {FromText("a\n\n-----Original Message-----\nb"), true},
		"Gmail":        {FromHTML(`a<div class="gmail_quote">b</div>`), true},
		"Gmail's own":  {FromHTML(`a<blockquote class="gmail_quote">b`), true},
		"Apple":        {FromHTML(`a<blockquote type="cite">b`), true},
		"attribution":  {FromHTML("a<p>" + strings.ReplaceAll(wrote, "<", "&lt;") + "</p><blockquote>b"), true},
		"Outlook":      {FromHTML(outlook), true},
		"a verse":      {FromHTML("<p>As it is written:</p><blockquote>Love thy neighbour</blockquote>"), false},
		"a bot's":      {FromMarkdown("**Terms**\n\n> no returns"), false},
		"styled verse": {FromHTML(`a<blockquote style="border-left: 3px solid; padding: 4px">b`), false},
	} {
		found := false
		for _, b := range test.blocks {
			if b.Kind == Quote {
				found = true
				if b.Reply != test.want {
					t.Errorf("%s: reply %t, want %t", name, b.Reply, test.want)
				}
			}
		}
		if !found {
			t.Errorf("%s: no quote in %v", name, test.blocks)
		}
	}
}
