// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/view/thumbnails.h"

#include <algorithm>
#include <limits>

#include "core/formats/format_table.h"
#include "core/image/display.h"
#include "core/image/resample.h"

namespace gano {
namespace {

constexpr double kLargePixels = 4e6;

/// Evenly spaced rows only: of a striped or tiled file little else is decoded.
std::vector<float> someRows(const ImageRef& ref, const ImageInfo& info, int rows) {
    std::vector<float> values;
    values.reserve(static_cast<std::size_t>(info.width) * static_cast<std::size_t>(rows));
    for (int i = 0; i < rows; ++i) {
        const int y = static_cast<int>((i + 0.5) * info.height / rows);
        const auto row = readRegion(ref, {0, std::min(y, info.height - 1), info.width, 1}).toFloat();
        values.insert(values.end(), row.begin(), row.end());
    }
    return values;
}

/// Means lie between the values they are made of; what rounding adds would be stretched to a pattern on an even image.
void keepWithin(std::vector<float>& means, const std::vector<float>& values) {
    float low = std::numeric_limits<float>::infinity(), high = -low;
    for (const float value : values) {
        if (value < low) low = value;
        if (value > high) high = value;
    }
    if (!(low <= high)) return;
    for (float& mean : means) mean = std::clamp(mean, low, high);
}

}  // namespace

Thumbnails::Thumbnails(QObject* parent) : QObject(parent) {}

QImage Thumbnails::picture(int key, const ImageRef& ref) {
    if (const auto* kept = cache_.object(key)) return *kept;
    if (failed_.contains(key) || key == reading_) return {};
    const auto known = std::find_if(waiting_.begin(), waiting_.end(), [key](const Wanted& w) { return w.key == key; });
    if (known != waiting_.end()) {
        std::rotate(known, known + 1, waiting_.end());
    } else {
        waiting_.push_back({key, ref});
        if (waiting_.size() > kWaiting) waiting_.erase(waiting_.begin());
    }
    startNext();
    return {};
}

void Thumbnails::clear() {
    background_.drop();
    cache_.clear();
    failed_.clear();
    waiting_.clear();
    reading_ = -1;
}

void Thumbnails::startNext() {
    if (reading_ >= 0 || waiting_.empty()) return;
    const auto next = waiting_.back();
    waiting_.pop_back();
    reading_ = next.key;
    background_.start([this, next](const Background::Ticket&) -> Background::Done {
        QImage picture;
        try {
            picture = read(next.ref);
        } catch (const std::exception&) {
            picture = {};
        }
        return [this, key = next.key, picture] { take(key, picture); };
    });
}

void Thumbnails::take(int key, const QImage& picture) {
    reading_ = -1;
    if (picture.isNull())
        failed_.insert(key);
    else
        cache_.insert(key, new QImage(picture));
    Q_EMIT ready(key);
    startNext();
}

QImage Thumbnails::read(const ImageRef& ref) {
    const auto info = readInfo(ref);
    const double factor = std::min(1.0, static_cast<double>(kSide) / std::max(info.width, info.height));
    const int width = std::max(1, static_cast<int>(info.width * factor + 0.5));
    const int height = std::max(1, static_cast<int>(info.height * factor + 0.5));
    const bool large = static_cast<double>(info.width) * info.height > kLargePixels;
    const auto values = large ? someRows(ref, info, height) : readImage(ref).toFloat();
    auto small = resample(values, info.width, large ? height : info.height, width, height);
    keepWithin(small, values);
    const auto grey = toDisplay8(Image::fromFloat(width, height, small), 0.35, 99.65);
    QImage picture(width, height, QImage::Format_Grayscale8);
    for (int y = 0; y < height; ++y)
        std::copy_n(grey.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width), width, picture.scanLine(y));
    return picture;
}

}  // namespace gano

#include "moc_thumbnails.cpp"
