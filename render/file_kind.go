package render

import (
	"path"
	"strings"
)

// fileKinds are the kinds of files that people know by a name, by extension.
// The words are those of filekind.<kind>.
var fileKinds = map[string]string{
	"pdf": "pdf", "doc": "word", "docx": "word", "odt": "document", "rtf": "document",
	"xls": "excel", "xlsx": "excel", "ods": "spreadsheet", "csv": "table",
	"ppt": "powerpoint", "pptx": "powerpoint", "odp": "presentation",
	"txt": "text", "htm": "page", "html": "page", "zip": "archive", "rar": "archive", "7z": "archive",
	"vcf": "contact", "ics": "calendar", "eml": "mail", "msg": "mail", "json": "data", "xml": "data",
}

// extensions are those of the media types whose files may come without one.
var extensions = map[string]string{
	"application/pdf": "pdf", "application/msword": "doc", "application/rtf": "rtf", "text/rtf": "rtf",
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
	"application/vnd.ms-excel": "xls", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
	"application/vnd.ms-powerpoint": "ppt", "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
	"application/vnd.oasis.opendocument.text": "odt", "application/vnd.oasis.opendocument.spreadsheet": "ods",
	"application/vnd.oasis.opendocument.presentation": "odp",
	"text/csv": "csv", "text/plain": "txt", "text/html": "html", "application/zip": "zip", "text/vcard": "vcf", "text/x-vcard": "vcf",
	"text/calendar": "ics", "message/rfc822": "eml", "application/json": "json", "application/xml": "xml", "text/xml": "xml",
	"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp", "image/heic": "heic", "image/tiff": "tiff",
	"image/bmp": "bmp", "image/svg+xml": "svg", "video/mp4": "mp4", "video/quicktime": "mov", "video/webm": "webm", "video/3gpp": "3gp",
	"audio/mpeg": "mp3", "audio/ogg": "ogg", "audio/mp4": "m4a", "audio/aac": "aac", "audio/amr": "amr", "audio/wav": "wav", "audio/x-wav": "wav",
}

// Extension is the ending that files of a media type have, without a dot; "" if
// it is not known here.
func Extension(mediaType string) string {
	mediaType, _, _ = strings.Cut(mediaType, ";")
	return extensions[strings.TrimSpace(mediaType)]
}

// FileKinds says for people what a file is: an Excel workbook (XLSX); an
// image, JPG. The bytes tell it, and for types that they can't tell apart, or
// for a file that was not had, the name.
func (t *Transcript) FileKinds(a *Attachment) []string {
	mediaType, _, _ := strings.Cut(a.MediaType, ";")
	extension := extensions[strings.TrimSpace(mediaType)]
	if own := strings.ToLower(strings.TrimPrefix(path.Ext(a.Name), ".")); extension == "" || unspecific[mediaType] && fileKinds[own] != "" {
		extension = own
	}
	if kind := fileKinds[extension]; kind != "" {
		return []string{t.Say("filekind."+kind, strings.ToUpper(extension))}
	}
	kind := a.Type
	if kind == "" {
		kind = "File"
	}
	said := []string{t.Say("attachment." + kind)}
	for _, known := range extensions {
		if known == extension {
			return append(said, strings.ToUpper(extension))
		}
	}
	return said
}

// unspecific are the media types of which the bytes show only the container.
var unspecific = map[string]bool{"text/plain": true, "application/zip": true, "application/octet-stream": true, "application/xml": true, "text/xml": true}
