package typeset

// mirrorPairs are the characters that are shown as each other where text runs
// from right to left (Unicode 15, BidiMirroring.txt).
const mirrorPairs = "" +
	"()<>[]{}«»༺༻༼༽᚛᚜‹›⁅⁆⁽⁾₍₎∈∋∉∌∊∍∕⧵∟⯾∠⦣∡⦛∢⦠∤⫮∼∽≃⋍≅≌≒≓≔≕≤≥≦≧≨≩≪≫≮≯≰≱≲≳≴≵≶≷≸≹" +
	"≺≻≼≽≾≿⊀⊁⊂⊃⊄⊅⊆⊇⊈⊉⊊⊋⊏⊐⊑⊒⊘⦸⊢⊣⊦⫞⊨⫤⊩⫣⊫⫥⊰⊱⊲⊳⊴⊵⊶⊷⊸⟜⋉⋊⋋⋌⋐⋑⋖⋗⋘⋙⋚⋛⋜⋝⋞⋟⋠⋡⋢⋣⋤⋥⋦⋧⋨⋩⋪⋫" +
	"⋬⋭⋰⋱⋲⋺⋳⋻⋴⋼⋶⋽⋷⋾⌈⌉⌊⌋\u2329\u232a❨❩❪❫❬❭❮❯❰❱❲❳❴❵⟃⟄⟅⟆⟈⟉⟋⟍⟕⟖⟝⟞⟢⟣⟤⟥⟦⟧⟨⟩⟪⟫⟬⟭⟮⟯⦃⦄⦅⦆⦇⦈⦉⦊⦋⦌⦍⦐" +
	"⦎⦏⦑⦒⦓⦔⦕⦖⦗⦘⦤⦥⦨⦩⦪⦫⦬⦭⦮⦯⧀⧁⧄⧅⧏⧐⧑⧒⧔⧕⧘⧙⧚⧛⧨⧩⧸⧹⧼⧽⨫⨬⨭⨮⨴⨵⨼⨽⩤⩥⩹⩺⩻⩼⩽⩾⩿⪀⪁⪂⪃⪄⪅⪆⪇⪈⪉⪊⪋⪌⪍⪎" +
	"⪏⪐⪑⪒⪓⪔⪕⪖⪗⪘⪙⪚⪛⪜⪝⪞⪟⪠⪡⪢⪦⪧⪨⪩⪪⪫⪬⪭⪯⪰⪱⪲⪳⪴⪵⪶⪷⪸⪹⪺⪻⪼⪽⪾⪿⫀⫁⫂⫃⫄⫅⫆⫇⫈⫉⫊⫋⫌⫍⫎⫏⫐⫑⫒⫓⫔⫕⫖⫬⫭⫷⫸" +
	"⫹⫺⸂⸃⸄⸅⸉⸊⸌⸍⸜⸝⸠⸡⸢⸣⸤⸥⸦⸧⸨⸩⹕⹖⹗⹘⹙⹚⹛⹜〈〉《》「」『』【】〔〕〖〗〘〙〚〛﹙﹚﹛﹜﹝﹞﹤﹥（）＜＞［］｛｝｟｠｢｣"

var mirrors = func() map[rune]rune {
	table := map[rune]rune{}
	pairs := []rune(mirrorPairs)
	for i := 0; i < len(pairs); i += 2 {
		table[pairs[i]], table[pairs[i+1]] = pairs[i+1], pairs[i]
	}
	return table
}()

// shownText is the text of a glyph that stands for a rune by itself. Programs
// that find out the direction of text by themselves (PDFBox, Chrome's viewer)
// mirror brackets in it, so that where it runs from right to left they have to
// get what is seen. The others go by the ActualText around it (see
// [Document.markLine]).
func (w *word) shownText(r rune, rtl bool) rune {
	if rtl && len(w.text) == 1 {
		if mirrored := mirrors[r]; mirrored != 0 {
			return mirrored
		}
	}
	return r
}

// text is what a mirrored run stands for, 0 for others.
func (r *run) text() rune {
	if !r.mirrored {
		return 0
	}
	return r.words[0].text[0]
}

// appendActual writes the entry that says which character is meant by what is
// shown. Mirrored ones are all in the Basic Multilingual Plane.
func appendActual(b []byte, r rune) []byte {
	return append(appendHex(append(b, "/ActualText<FEFF"...), int(r), 4), '>')
}
