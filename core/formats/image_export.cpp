// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/image_export.h"

#include <algorithm>
#include <functional>

#include "core/base/error.h"
#include "core/formats/format_table.h"
#include "core/formats/mrc_writer.h"
#include "core/formats/tiff_writer.h"

namespace gano {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kExportBandBytes = std::size_t{16} << 20;

struct ExportKind {
    ExportFormat format;
    const char* name;
    const char* ending;
};
constexpr ExportKind kExportKinds[] = {{ExportFormat::Tiff, "tiff", ".tif"}, {ExportFormat::OmeTiff, "ome-tiff", ".ome.tif"}, {ExportFormat::Mrc, "mrc", ".mrc"}};

/// `strip` gives rows [y, y + count).
void write(const ImageInfo& info, const fs::path& to, ExportFormat format, const std::function<Image(int y, int count)>& strip) {
    const auto rowBytes = static_cast<std::size_t>(info.width) * bytesPerSample(info.type);
    const int rows = static_cast<int>(std::clamp<std::size_t>(kExportBandBytes / rowBytes, 1, static_cast<std::size_t>(info.height)));
    const auto each = [&](auto&& take) {
        for (int y = 0; y < info.height; y += rows) take(y, strip(y, std::min(rows, info.height - y)));
    };
    if (format == ExportFormat::Mrc) {
        MrcWriter writer(to, info.width, info.height, info.type, info.pixelSize);
        each([&](int, const Image& image) { writer.writeRows(image); });
        writer.finish();
        return;
    }
    TiffLayout layout;
    layout.width = info.width;
    layout.height = info.height;
    layout.type = info.type;
    layout.pixelSize = info.pixelSize;
    layout.compress = false;  // every program reads plain rows, and fastest
    layout.dialect = format == ExportFormat::OmeTiff ? TiffDialect::Ome : TiffDialect::ImageJ;
    TiffWriter writer(to, layout);
    each([&](int y, const Image& image) { writer.writeRows(y, image.bytes()); });
    writer.finish();
}

}  // namespace

std::vector<std::string> exportFormatNames() {
    std::vector<std::string> names;
    for (const auto& kind : kExportKinds) names.emplace_back(kind.name);
    return names;
}

ExportFormat exportFormat(const std::string& name) {
    for (const auto& kind : kExportKinds)
        if (name == kind.name) return kind.format;
    throw unknownName("export format", name, exportFormatNames());
}

std::string exportEnding(ExportFormat format) { return std::ranges::find(kExportKinds, format, &ExportKind::format)->ending; }

void exportImage(const ImageRef& from, const fs::path& to, ExportFormat format) {
    const ImageInfo info = readInfo(from);
    write(info, to, format, [&](int y, int count) { return readRegion(from, {0, y, info.width, count}); });
}

void exportImage(const Image& image, const fs::path& to, ExportFormat format) {
    ImageInfo info;
    info.width = image.width();
    info.height = image.height();
    info.type = image.type();
    info.pixelSize = image.pixelSize;
    write(info, to, format, [&](int y, int count) { return image.crop({0, y, image.width(), count}); });
}

}  // namespace gano
