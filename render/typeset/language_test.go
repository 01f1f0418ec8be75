package typeset

import "testing"

func TestLanguageOfRuns(t *testing.T) {
	e := newEngine(t)
	for _, tt := range []struct{ text, context, want string }{
		{"שלום", "he-IL", ""},
		{"שלום", "en", "he"},
		{"hello", "he-IL", "und-Latn"},
		{"hello", "fr", ""},
		{"hello", "", "und-Latn"},
		{"Привет", "ru", ""},
		{"Привет", "he", "und-Cyrl"},
		{"Здраво", "sr", ""},
		{"Zdravo", "sr-Latn-RS", ""},
		{"Здраво", "sr-Latn", "und-Cyrl"},
		{"سلام", "fa-IR", ""},
		{"سلام", "he", "ar"},
		{"สวัสดี", "en", "th"},
		{"नमस्ते", "he", "hi"},
		{"नमस्ते", "mr", ""},
		{"안녕", "he", "ko"},
		{"ሰላም", "he", "am"},
		{"ሰላም", "ti", ""},
		{"Բարև", "ru", "hy"},
		{"გამარჯობა", "en", "ka"},
		{"გამარჯობა", "ka-GE", ""},
		{"வணக்கம்", "en", "ta"},
		{"নমস্কার", "he", "bn"},
		{"নমস্কাৰ", "as", ""},
		{"ありがとう", "he", "ja"},
		{"ありがとう", "ja", ""},
		{"订单", "zh-Hans-CN", ""},
		{"订单", "ja-JP", ""},
		{"订单", "he", "und-Hani"},
		{"予約をお願いします", "he", "ja"},
		{"予約をお願いします", "zh-Hans", "ja"},
		{"予約をお願いします", "ja-JP", ""},
		{"予約\nをお願いします", "zh", "ja"},
		{"αβγ", "he", "el"},
	} {
		line := e.Layout(Text(tt.text, Style{Size: 10}, Auto), 500)[0]
		if got := line.runs[0].language(tt.context, line.kana); got != tt.want {
			t.Errorf("%q in %q: %q, want %q", tt.text, tt.context, got, tt.want)
		}
	}
}
