#!/bin/sh
# Builds the embedded fonts (*.ttf.z) and sRGB.icc beside this script.
#
# Debian packages: fonts-noto-core fonts-noto-mono icc-profiles-free
#                  python3-fonttools python3-brotli npm
# npm packages:    twemoji-colr-font, @discordapp/twemoji, @expo-google-fonts/noto-sans-sc,
#                  @expo-google-fonts/noto-sans-kr (versions below)
#
# The Arabic font must be the 2020 build of fonts-noto-core: the shaper does
# not apply the ccmp rules of later builds (golden tests hold it to hb-shape).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
for package in twemoji-colr-font@15.0.3 @discordapp/twemoji@16.0.1 \
	@expo-google-fonts/noto-sans-sc@0.4.3 \
	@expo-google-fonts/noto-sans-kr@0.4.3; do
	npm pack --silent "$package" >/dev/null
done
for archive in *.tgz; do
	tar xzf "$archive" --one-top-level="${archive%.tgz}"
done
cp expo-google-fonts-noto-sans-sc-0.4.3/package/400Regular/NotoSansSC_400Regular.ttf SC.ttf
cp expo-google-fonts-noto-sans-kr-0.4.3/package/400Regular/NotoSansKR_400Regular.ttf KR.ttf
cp twemoji-colr-font-15.0.3/package/twemoji.woff2 twemoji.woff2
mv discordapp-twemoji-16.0.1/package/dist/svg drawings
cp /usr/share/color/icc/sRGB.icc "$here/sRGB.icc"
/usr/bin/python3 -B "$here/cut.py" "$work" "$here"
