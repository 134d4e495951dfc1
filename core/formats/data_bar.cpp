// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/data_bar.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "core/formats/format_table.h"

namespace gano {
namespace {

constexpr int kSmallestSide = 128;    ///< px; smaller pictures are crops and thumbnails without a bar.
constexpr int kLargestPart = 4;       ///< A bar is less than a quarter of the image,
constexpr int kSmallestPart = 100;    ///< and more than a hundredth.
constexpr int kLevels = 256;
constexpr double kBackground = 0.35;  ///< Of a row of the bar: letters cover less than two thirds of it.
constexpr double kLine = 0.85;        ///< Of a row that is a frame line.
constexpr double kAbove = 0.2;        ///< Of a row of the picture: at most this part has the bar's grey value by chance.
constexpr int kRowsAbove = 8, kTexture = 16;
constexpr int kBeneath = 3;           ///< Rows of the picture that may still be seen under the bar.
constexpr int kNoise = 6;             ///< Levels of 256 by which JPEG spreads a constant.
constexpr int kExtreme = 40;          ///< Levels from black or white: the background of a bar is one of the two.

using Histogram = std::array<int, kLevels>;

/// Rows of grey values reduced to 256 levels over the sample type's range.
class Rows {
public:
    explicit Rows(const Image& image) : image_(image), shift_(bytesPerSample(image.type()) == 2 ? 8 : 0) {}

    Histogram histogram(int y) const {
        Histogram counts{};
        for (int x = 0; x < image_.width(); ++x) ++counts[static_cast<std::size_t>(level(x, y))];
        return counts;
    }
    int width() const { return image_.width(); }
    int height() const { return image_.height(); }

private:
    int level(int x, int y) const {
        const auto at = static_cast<std::size_t>(y) * static_cast<std::size_t>(image_.width()) + static_cast<std::size_t>(x);
        return image_.type() == SampleType::U16 ? image_.samples<std::uint16_t>()[at] >> shift_ : image_.samples<std::uint8_t>()[at];
    }
    const Image& image_;
    int shift_;
};

int mode(const Histogram& counts) { return static_cast<int>(std::ranges::max_element(counts) - counts.begin()); }

double shareNear(const Histogram& counts, int level) {
    int sum = 0, all = 0;
    for (int i = 0; i < kLevels; ++i) {
        all += counts[static_cast<std::size_t>(i)];
        if (std::abs(i - level) <= kNoise) sum += counts[static_cast<std::size_t>(i)];
    }
    return all > 0 ? static_cast<double>(sum) / all : 0.0;
}

void add(Histogram& to, const Histogram& more) {
    for (std::size_t i = 0; i < to.size(); ++i) to[i] += more[i];
}

/// Letters are a second grey value, well apart from the background, on a small part of the bar.
bool hasLetters(Histogram bar, int background) {
    int all = 0, others = 0;
    Histogram rest{};
    for (int i = 0; i < kLevels; ++i) {
        all += bar[static_cast<std::size_t>(i)];
        if (std::abs(i - background) <= kLevels / 5) continue;
        others += bar[static_cast<std::size_t>(i)];
        rest[static_cast<std::size_t>(i)] = bar[static_cast<std::size_t>(i)];
    }
    const double share = all > 0 ? static_cast<double>(others) / all : 0.0;
    return share > 0.005 && share < 0.5 && shareNear(rest, mode(rest)) > 0.25;
}

/// The bar in the last rows, of which the last `beneath` are still picture: some programs lay the bar over it with a narrow margin.
int rowsOfBar(const Rows& rows, int height, int beneath) {
    const int least = std::max(8, height / kSmallestPart), most = std::min(rows.height() - kRowsAbove - 1, height / kLargestPart);
    const int end = rows.height() - beneath;
    // The background of the bar is the grey value that its last rows have in common.
    Histogram last{};
    for (int y = end - least; y < end; ++y) add(last, rows.histogram(y));
    const int background = mode(last);
    if (shareNear(last, background) < kBackground || (background > kExtreme && background < kLevels - kExtreme)) return 0;
    Histogram bar{};
    int found = beneath;
    for (; found <= most; ++found) {
        const auto row = rows.histogram(rows.height() - 1 - found);
        const bool ofBackground = shareNear(row, background) >= kBackground;
        if (!ofBackground && shareNear(row, mode(row)) < kLine) break;
        // Frame lines are no letters.
        if (ofBackground) add(bar, row);
    }
    if (found < least || found > most || !hasLetters(bar, background)) return 0;
    // Above it begins a picture: many grey values, hardly ever that of the bar.
    Histogram above{};
    for (int i = 0; i < kRowsAbove; ++i) add(above, rows.histogram(rows.height() - 1 - found - i));
    const auto levels = std::ranges::count_if(above, [](int count) { return count > 0; });
    return levels >= kTexture && shareNear(above, background) < kAbove ? found : 0;
}

}  // namespace

bool mayHaveDataBar(const ImageInfo& info) {
    constexpr std::array<std::string_view, 4> kFormats{"TIFF", "PNG", "JPEG", "BMP"};
    return (info.type == SampleType::U8 || info.type == SampleType::U16) && std::min(info.width, info.height) >= kSmallestSide &&
           std::ranges::find(kFormats, info.format) != kFormats.end();
}

int dataBarRows(const Image& bottom, int height) {
    if (bottom.type() != SampleType::U8 && bottom.type() != SampleType::U16) return 0;
    if (std::min(bottom.width(), height) < kSmallestSide) return 0;
    const Rows rows(bottom);
    for (int beneath = 0; beneath <= kBeneath; ++beneath) {
        if (const int found = rowsOfBar(rows, height, beneath); found > 0) return found;
    }
    return 0;
}

int dataBarRows(const ImageRef& ref, const ImageInfo& info) {
    if (info.dataBarRows > 0) return info.dataBarRows;
    if (!mayHaveDataBar(info)) return 0;
    const int rows = info.height / kLargestPart + 2 * kRowsAbove;
    return dataBarRows(readRegion(ref, {0, info.height - rows, info.width, rows}), info.height);
}

ImageInfo withoutDataBar(ImageInfo info, int rows) {
    info.height -= rows;
    info.dataBarRows = 0;
    return info;
}

}  // namespace gano
