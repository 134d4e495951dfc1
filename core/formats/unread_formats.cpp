// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Formats of microscopes that are recognised, so that the user is told what the file is, but not read yet.
#include "core/formats/format.h"

namespace gano {
namespace {

constexpr const char* kExport = "Export it from its own program as TIFF (16-bit or 32-bit float), which keeps every value.";

bool isEmi(ByteView head) { return startsWith(head, {"JK\0\x02", 4}); }
bool isBlockfile(ByteView head) { return startsWith(head, "IMGBLO"); }

bool isGif(ByteView head) { return startsWith(head, "GIF87a") || startsWith(head, "GIF89a"); }
bool isWebp(ByteView head) { return startsWith(head, "RIFF") && startsWith(head, "WEBP", 8); }
bool isJpeg2000(ByteView head) { return startsWith(head, {"\0\0\0\x0cjP  ", 8}) || startsWith(head, "\xff\x4f\xff\x51"); }
bool isZip(ByteView head) { return startsWith(head, "PK\x03\x04"); }
bool isPdf(ByteView head) { return startsWith(head, "%PDF-"); }
bool isLfsPointer(ByteView head) { return startsWith(head, "version https://git-lfs"); }

Format row(const char* name, bool (*understands)(ByteView), const std::string& answer) {
    Format format;
    format.name = name;
    format.understands = understands;
    format.answer = answer;
    return format;
}

/// A microscope's own format.
Format instrument(const char* name, const std::string& what, bool (*understands)(ByteView)) {
    return row(name, understands, "is " + what + ", which is not read yet. " + kExport);
}

/// A picture format that no microscope writes.
Format picture(const char* name, bool (*understands)(ByteView)) {
    return row(name, understands, std::string("is a ") + name + " picture, which is not read. Save it as TIFF or PNG.");
}

}  // namespace

std::vector<Format> unreadFormats() {
    return {
        row("TIA description", isEmi, "describes a TIA series and holds no image itself. Open the file beside it that ends in _1.ser."),
        instrument("NanoMegas block", "a NanoMegas block file (.blo)", isBlockfile),
        picture("GIF", isGif),
        picture("WebP", isWebp),
        picture("JPEG 2000", isJpeg2000),
        row("ZIP", isZip, "is a ZIP archive. Unpack it first."),
        row("PDF", isPdf, "is a PDF document. Use the original image instead of a figure."),
        row("Git LFS pointer", isLfsPointer, "is a Git LFS pointer, not the image itself. Fetch the image with 'git lfs pull'."),
    };
}

}  // namespace gano
