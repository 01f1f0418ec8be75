package typeset

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestJoins breaks texts at a width one less than would hold the words before
// the bar: what is joined goes to the next line as a whole.
func TestJoins(t *testing.T) {
	e := newEngine(t)
	style := Style{Size: 10}
	for _, tt := range []struct{ name, text string }{
		{"Korean word", "주문이 안녕|하세요"},
		{"Korean after digits", "배송은 9월 1|일"},
		{"Korean after Latin", "문의는 AS|를 보세요"},
		{"Korean and brackets", "오늘 결제|(카드)로"},
		{"Korean after brackets", "저는 (주)|삼성 직원"},
		{"Korean at a space", "안녕하세요 |반갑습니다"},
		{"sign after number", "it is 1,096 |₪ now"},
		{"sign after slash", "it is 1,096 / |₪ now"},
		{"euro", "it is 15 |€ now"},
		{"dollar", "it is 15 |$ now"},
		{"per cent", "it is 15 |% now"},
		{"isolated number", "it is \u20661,096\u2069 |₪ now"},
		{"Hebrew currency", "מחיר 1,096 |ש״ח כולל"},
		{"currency with a quote", "מחיר 1,096 |ש\"ח כולל"},
		{"code of a currency", "it has to be 15 |USD now"},
		{"sign before number", "it has to be ₪ |1,096 now"},
		{"minus before sign", "it is -|₪5 now"},
		{"closing emoji", "thank you |😀"},
		{"closing emoji with a tone", "thank you |👍🏽 "},
		{"several", "thank you 😀|😀😀"},
	} {
		head, tail, _ := strings.Cut(tt.text, "|")
		width := e.Width(Text(strings.TrimRight(head, " "), style, LeftToRight)) + 2
		lines := textOfLines(e, head+tail, style, width)
		joined := !strings.Contains(tt.name, "at a space")
		if got := lines[0] != strings.TrimRight(head, " "); got != joined {
			t.Errorf("%s: %q", tt.name, lines)
		}
		if whole := e.Width(Text(head+tail, style, LeftToRight)); whole <= width {
			t.Errorf("%s: all of it fits", tt.name)
		}
	}
}

// textOfLines are lines from left to right.
func textOfLines(e *Engine, text string, style Style, width float64) []string {
	var lines []string
	for _, line := range e.Layout(Text(text, style, LeftToRight), width) {
		lines = append(lines, strings.TrimSpace(visual(&line)))
	}
	return lines
}

// What does not belong together, or is too long to stay so, is broken as ever.
func TestJoinsEnd(t *testing.T) {
	e := newEngine(t)
	for _, tt := range []struct {
		name, text string
		width      float64
		want       []string
	}{
		{"long Korean word", "아 안녕하세요반갑습니다", 50, []string{"아", "안녕하세요", "반갑습니다"}},
		{"two numbers", "it is 1,096 17", 55, []string{"it is 1,096", "17"}},
		{"sign of the next number", "we got 15 ₪20 and", 48, []string{"we got 15", "₪20 and"}},
		{"sign of the number before", "17 ₪ 20", 26, []string{"17 ₪", "20"}},
		{"letters after a number", "it is 15 USDA ok", 46, []string{"it is 15", "USDA ok"}},
		{"many emoji", "😀😀😀😀😀😀", 50, []string{"😀😀😀😀", "😀😀"}},
		{"many emoji and one", "😀😀😀😀😀", 50, []string{"😀😀😀", "😀😀"}},
		{"emoji wider than a line with the word", "thankyou 😀", 50, []string{"thankyou", "😀"}},
		{"emoji in the middle", "thank 😀 you", 32, []string{"thank", "😀 you"}},
		{"amount wider than a line", "1234567890 ₪", 60, []string{"1234567890", "₪"}},
		{"Chinese", "你好你好你好", 31, []string{"你好你", "好你好"}},
	} {
		if diff := cmp.Diff(tt.want, textOfLines(e, tt.text, Style{Size: 10}, tt.width)); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}
