package body

import "testing"

// A picture has the size that its author gives it, within bounds.
func TestImageSize(t *testing.T) {
	for attributes, want := range map[string][2]int{
		`width="160"`:                        {160, 0},
		`width=160px height=" 40 "`:          {160, 40},
		`width=600 style="width:160.5px"`:    {160, 0},
		`style="height: 24px !important"`:    {0, 24},
		`width="100%" style="max-width:9px"`: {0, 0},
		`width=1000000 height=-5`:            {4096, 0},
		`width=0 style="width:2em"`:          {0, 0},
		``:                                   {0, 0},
	} {
		for image := range Images(FromHTML("a<img src=cid:x alt=logo " + attributes + ">")) {
			if got := [2]int{image.Width, image.Height}; got != want {
				t.Errorf("<img %s> is %v, want %v", attributes, got, want)
			}
		}
	}
}

// Pictures stand apart from words and from each other, smileys do not.
func TestImageApart(t *testing.T) {
	for in, want := range map[string]string{
		"text<img alt=a><img alt=b>link":                     "text [a] [b] link",
		"<svg><text>in</text></svg><img alt=a>b":             "in [a] b",
		"(<img alt=a>) <img alt=b> c":                        "([a]) [b] c",
		`ok<img alt=":)" width=16>yes`:                       "ok[:)]yes",
		"a<br><img alt=a><br>b":                              "a\n[a]\nb",
		"<b>a</b><a href=https://x.example><img alt=b></a>c": "a [b] (https://x.example) c",
	} {
		if got := Plain(FromHTML(in)); got != want {
			t.Errorf("%s reads %q, want %q", in, got, want)
		}
	}
}
