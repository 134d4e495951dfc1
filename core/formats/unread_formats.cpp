// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Formats of microscopes that are recognised, so that the user is told what the file is, but not read yet.
#include "core/formats/format.h"

namespace gano {
namespace {

constexpr const char* kExport = "Export it from its own program as TIFF (16-bit or 32-bit float), which keeps every value.";

bool isDigitalMicrograph(ByteView head, std::uint64_t version, std::size_t rootLengthSize) {
    // Version, length of the root (4 or 8 bytes), byte order of the data (0 or 1); all big-endian.
    return head.size() >= 16 && numberAt(head, 0, 4, std::endian::big) == version &&
           numberAt(head, 4 + rootLengthSize, 4, std::endian::big) <= 1;
}

bool isDm3(ByteView head) { return isDigitalMicrograph(head, 3, 4); }
bool isDm4(ByteView head) { return isDigitalMicrograph(head, 4, 8); }

bool isSer(ByteView head) { return startsWith(head, "II\x97\x01"); }
bool isEmi(ByteView head) { return startsWith(head, {"JK\0\x02", 4}); }
bool isBlockfile(ByteView head) { return startsWith(head, "IMGBLO"); }

bool isMrc(ByteView head) {
    if (startsWith(head, "MAP ", 208)) return true;
    // Before 2000 the format had no signature: three small sizes, a known mode, axes that are a permutation of 1, 2, 3.
    for (const std::endian order : {std::endian::little, std::endian::big}) {
        const auto word = [&](std::size_t index) { return numberAt(head, 4 * index, 4, order); };
        const auto isSize = [](std::uint64_t size) { return size > 0 && size < 100'000; };
        const bool axes = word(16) + word(17) + word(18) == 6 && word(16) * word(17) * word(18) == 6;
        if (head.size() >= 1024 && isSize(word(0)) && isSize(word(1)) && isSize(word(2)) && word(3) <= 101 && axes) return true;
    }
    return false;
}

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
        instrument("Digital Micrograph 3", "a Digital Micrograph file (.dm3)", isDm3),
        instrument("Digital Micrograph 4", "a Digital Micrograph file (.dm4)", isDm4),
        instrument("TIA series", "a TIA series (.ser)", isSer),
        instrument("TIA", "a TIA file (.emi)", isEmi),
        instrument("NanoMegas block", "a NanoMegas block file (.blo)", isBlockfile),
        picture("GIF", isGif),
        picture("WebP", isWebp),
        picture("JPEG 2000", isJpeg2000),
        row("ZIP", isZip, "is a ZIP archive. Unpack it first."),
        row("PDF", isPdf, "is a PDF document. Use the original image instead of a figure."),
        row("Git LFS pointer", isLfsPointer, "is a Git LFS pointer, not the image itself. Fetch the image with 'git lfs pull'."),
        instrument("MRC", "an MRC file", isMrc),
    };
}

}  // namespace gano
