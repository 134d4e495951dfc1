// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// How a source opens: what the file is, a first view of a large one, then all of it once for the overview.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/formats/data_bar.h"
#include "core/formats/format_table.h"
#include "ui/view/source_core.h"

namespace gano {
namespace {

constexpr int kPreviewSide = 512;
constexpr int kPreviewRowsLeast = 32;
constexpr double kPreviewSeconds = 0.35;
constexpr int kHistogramSide = 1024;
constexpr double kCutOff = 0.0035;
constexpr std::size_t kKeptBytes = std::size_t{64} << 20;  ///< Smaller images are decoded once and kept.

double secondsSince(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

ImageInfo infoOf(const Image& image) {
    ImageInfo info;
    info.width = image.width();
    info.height = image.height();
    info.type = image.type();
    info.pixelSize = image.pixelSize;
    info.notes = image.notes;
    return info;
}

/// Whole numbers get bins of whole numbers: a bin that no value can fall into would be a gap in the picture.
std::size_t binsFor(double range, bool whole) {
    constexpr std::size_t most = 256;
    return whole && range + 1.0 < static_cast<double>(most) ? static_cast<std::size_t>(range) + 1 : most;
}

ImageSource::Histogram histogramOf(const pyramid::Plane& plane, bool whole) {
    std::vector<float> numbers;
    std::ranges::copy_if(plane.values, std::back_inserter(numbers), [](float value) { return std::isfinite(value); });
    ImageSource::Histogram histogram;
    histogram.bins.assign(1, 0.0);
    if (numbers.empty()) return histogram;
    const auto [least, most] = std::ranges::minmax(numbers);
    histogram.bins.assign(binsFor(static_cast<double>(most) - least, whole), 0.0);
    const auto bins = static_cast<double>(histogram.bins.size());
    histogram.low = least;
    histogram.high = most;
    // The last whole number has a bin of its own.
    const double gain = most > least ? (bins < 256.0 ? 1.0 : bins / (static_cast<double>(most) - least)) : 0.0;
    for (const float value : numbers) ++histogram.bins[std::min<std::size_t>(histogram.bins.size() - 1, static_cast<std::size_t>((static_cast<double>(value) - least) * gain))];
    const auto cut = static_cast<std::ptrdiff_t>(kCutOff * static_cast<double>(numbers.size()));
    std::ranges::nth_element(numbers, numbers.begin() + cut);
    histogram.autoLow = numbers[static_cast<std::size_t>(cut)];
    std::ranges::nth_element(numbers, numbers.end() - 1 - cut);
    histogram.autoHigh = *(numbers.end() - 1 - cut);
    if (histogram.autoHigh > histogram.autoLow) return histogram;
    histogram.autoLow = least;
    histogram.autoHigh = most;
    // A constant image is shown in the middle grey.
    if (!(most > least)) histogram.autoLow -= 0.5, histogram.autoHigh += 0.5;
    return histogram;
}

/// Where a data bar can be. Images that are too large to be kept have one only where their metadata say so.
Image bottomOf(const Image& image) {
    const int rows = (image.height() + 3) / 4;
    return image.crop({0, image.height() - rows, image.width(), rows});
}

}  // namespace

void SourceCore::openNext() {
    try {
        switch (stage_) {
            case Stage::Info: readWhat(); break;
            case Stage::Preview: readPreview(); break;
            case Stage::Overview: readBand(); break;
            case Stage::Done: break;
        }
    } catch (const std::exception& error) {
        fail(error.what());
    }
    const std::lock_guard lock(mutex_);
    opening_ = false;
}

void SourceCore::enter(Stage stage) {
    const std::lock_guard lock(mutex_);
    stage_ = stage;
}

void SourceCore::readWhat() {
    auto info = image_ ? infoOf(*image_) : readInfo(ref_);
    if (info.width <= 0 || info.height <= 0) throw Error("There is no image to show.");
    std::shared_ptr<const Image> image = image_;
    const auto bytes = static_cast<std::size_t>(info.width) * static_cast<std::size_t>(info.height) * bytesPerSample(info.type);
    if (!image && bytes <= kKeptBytes) {
        image = std::make_shared<const Image>(readImage(ref_));
        if (image->width() != info.width || image->height() != info.height) throw Error(ref_.text() + " was changed while it was read. Open it again.");
    }
    if (image && !labels && info.dataBarRows == 0 && mayHaveDataBar(info)) info.dataBarRows = dataBarRows(bottomOf(*image), info.height);
    const int overview = pyramid::levelWithin(info.width, info.height, pyramid::kOverviewSide);
    const auto size = pyramid::levelSize(info.width, info.height, overview);
    plane_ = {size.width(), size.height(), std::vector<float>(static_cast<std::size_t>(size.width()) * static_cast<std::size_t>(size.height()), std::numeric_limits<float>::quiet_NaN())};
    {
        const std::lock_guard lock(mutex_);
        found_ = info;
        image_ = image;
        overviewLevel_ = overview;
        for (int level = overview; level < pyramid::levels(info.width, info.height); ++level) {
            const auto tiles = pyramid::levelSize(info.width, info.height, level);
            overview_.emplace_back(static_cast<std::size_t>((tiles.width() + pyramid::kTile - 1) / pyramid::kTile) * static_cast<std::size_t>((tiles.height() + pyramid::kTile - 1) / pyramid::kTile));
        }
    }
    if (!image) return enter(Stage::Preview);
    while (nextRow_ < found_.height && !released_) readBand();
    if (overview > 0) return;
    // The tiles hold all of it.
    const std::lock_guard lock(mutex_);
    image_.reset();
}

void SourceCore::readPreview() {
    const int level = pyramid::levelWithin(found_.width, found_.height, kPreviewSide), factor = 1 << level;
    const auto size = pyramid::levelSize(found_.width, found_.height, level);
    pyramid::Plane plane{size.width(), size.height(), {}};
    const auto readRow = [&](int row) {
        const int y = std::min(found_.height - 1, row * factor + factor / 2);
        return pyramid::reduced(read({0, y, found_.width, 1}), factor, labels).values;
    };
    readRow(0);  // Learns where things are in the file; the next shows what a row costs.
    const auto start = std::chrono::steady_clock::now();
    readRow(plane.height / 2);
    const double seconds = std::max(1e-6, secondsSince(start));
    const int rows = std::clamp(static_cast<int>(std::min(kPreviewSeconds / seconds, 1e6)), std::min(kPreviewRowsLeast, plane.height), plane.height);
    const int step = (plane.height + rows - 1) / rows;
    for (int row = 0; row < plane.height && !released_; row += step) {
        const auto values = readRow(std::min(row + step / 2, plane.height - 1));
        for (int i = row; i < std::min(row + step, plane.height); ++i) plane.values.insert(plane.values.end(), values.begin(), values.end());
    }
    if (released_) return;
    showHistogram(plane);
    showPlanes(std::move(plane), level);
    becomeOpen();
    enter(Stage::Overview);
}

void SourceCore::readBand() {
    const int factor = 1 << overviewLevel_;
    const auto rowBytes = static_cast<std::size_t>(found_.width) * bytesPerSample(found_.type);
    const int rows = std::min(std::max(1, static_cast<int>(pyramid::kBandBytes / rowBytes) / factor) * factor, found_.height - nextRow_);
    const auto part = pyramid::reduced(read({0, nextRow_, found_.width, rows}), factor, labels);
    const int first = nextRow_ / factor;
    std::ranges::copy(part.values, plane_.values.begin() + static_cast<std::ptrdiff_t>(first) * plane_.width);
    nextRow_ += rows;
    progress_ = static_cast<double>(nextRow_) / found_.height;
    const bool last = nextRow_ >= found_.height;
    const int doneRows = last ? (plane_.height + pyramid::kTile - 1) / pyramid::kTile : (first + part.height) / pyramid::kTile;
    showRows(plane_, overviewLevel_, first / pyramid::kTile, doneRows);
    if (!last) return;
    showHistogram(plane_);
    showPlanes(pyramid::halved(plane_, labels), overviewLevel_ + 1);
    plane_ = {};
    becomeOpen();
    enter(Stage::Done);
}

void SourceCore::showRows(const pyramid::Plane& plane, int level, int from, int to) {
    const int columns = (plane.width + pyramid::kTile - 1) / pyramid::kTile;
    for (int row = from; row < to; ++row) {
        for (int column = 0; column < columns; ++column) {
            auto tile = pyramid::cutTile(plane, column, row);
            const std::lock_guard lock(mutex_);
            overview_[static_cast<std::size_t>(level - overviewLevel_)][static_cast<std::size_t>(row * columns + column)] = std::move(tile);
        }
        announce([level, columns, row](ImageSource& source) {
            for (int column = 0; column < columns; ++column) Q_EMIT source.tileReady(level, column, row);
        });
    }
}

void SourceCore::showPlanes(pyramid::Plane plane, int level) {
    for (const int last = pyramid::levels(found_.width, found_.height); level < last; ++level) {
        showRows(plane, level, 0, (plane.height + pyramid::kTile - 1) / pyramid::kTile);
        if (level + 1 < last) plane = pyramid::halved(plane, labels);
    }
}

void SourceCore::showHistogram(const pyramid::Plane& plane) {
    auto small = plane;
    // The letters of a data bar would stretch the automatic contrast.
    if (found_.dataBarRows > 0 && found_.dataBarRows < found_.height) {
        const double kept = 1.0 - static_cast<double>(found_.dataBarRows) / found_.height;
        small.height = std::max(1, static_cast<int>(kept * small.height));
        small.values.resize(static_cast<std::size_t>(small.width) * static_cast<std::size_t>(small.height));
    }
    while (std::max(small.width, small.height) > kHistogramSide) small = pyramid::halved(small, labels);
    auto histogram = histogramOf(small, !isFloat(found_.type));
    const std::lock_guard lock(mutex_);
    histogram_ = std::move(histogram);
}

void SourceCore::becomeOpen() {
    const bool first = !open_;
    open_ = true;
    {
        const std::lock_guard lock(mutex_);
        info_ = found_;
    }
    announce([first](ImageSource& source) {
        if (first) Q_EMIT source.opened();
        Q_EMIT source.histogramReady();
    });
}

}  // namespace gano
