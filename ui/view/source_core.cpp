// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/view/source_core.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/formats/format_table.h"
#include "ui/style/words.h"

namespace gano {
namespace {

constexpr int kChunkColumns = 8;           ///< Tiles read at once: strips of a TIFF hold whole rows anyway.
constexpr std::size_t kAnonymousMost = 64;

std::uint64_t nextId() {
    static std::atomic<std::uint64_t> id = 0;
    return ++id;
}

int parts(int whole, int part) { return (whole + part - 1) / part; }

}  // namespace

SourceCore::SourceCore(ImageRef ref, std::shared_ptr<const Image> image, bool holdsLabels)
    : labels(holdsLabels), id_(nextId()), ref_(std::move(ref)), image_(std::move(image)) {}

SourceCore::~SourceCore() { TileCache::shared().forget(id_); }

void SourceCore::own(ImageSource* owner) {
    const std::lock_guard lock(mutex_);
    owner_ = owner;
}

void SourceCore::release() {
    const std::lock_guard lock(mutex_);
    owner_ = nullptr;
    wanted_.clear();
    viewers_.clear();
    lines_.clear();
    released_ = true;
}

std::optional<ImageInfo> SourceCore::info() const {
    const std::lock_guard lock(mutex_);
    return info_;
}

QString SourceCore::failure() const {
    const std::lock_guard lock(mutex_);
    return failure_;
}

std::optional<ImageSource::Histogram> SourceCore::histogram() const {
    const std::lock_guard lock(mutex_);
    return histogram_;
}

TilePtr SourceCore::find(const TileIndex& tile) const {
    {
        const std::lock_guard lock(mutex_);
        if (overview_.empty()) return nullptr;
        if (tile.level >= overviewLevel_) {
            const auto level = static_cast<std::size_t>(tile.level - overviewLevel_);
            if (level >= overview_.size()) return nullptr;
            const auto columns = parts(pyramid::levelSize(found_.width, found_.height, tile.level).width(), pyramid::kTile);
            return overview_[level][static_cast<std::size_t>(tile.row * columns + tile.column)];
        }
    }
    return TileCache::shared().find(id_, tile);
}

bool SourceCore::want(const void* viewer, std::vector<TileIndex> tiles) {
    const std::lock_guard lock(mutex_);
    const auto asked = wanted_.find(viewer);
    if (asked == wanted_.end() ? tiles.empty() : asked->second == tiles) return false;
    std::erase(viewers_, viewer);
    if (tiles.empty()) {
        wanted_.erase(viewer);
        return false;
    }
    viewers_.insert(viewers_.begin(), viewer);
    wanted_[viewer] = std::move(tiles);
    return true;
}

bool SourceCore::wantOne(const TileIndex& tile) {
    const std::lock_guard lock(mutex_);
    auto& tiles = wanted_[nullptr];
    if (!tiles.empty() && tiles.front() == tile) return false;
    std::erase(tiles, tile);
    tiles.insert(tiles.begin(), tile);
    if (tiles.size() > kAnonymousMost) tiles.pop_back();
    std::erase(viewers_, nullptr);
    viewers_.insert(viewers_.begin(), nullptr);
    return true;
}

void SourceCore::addLine(const void* asker, Line line) {
    const std::lock_guard lock(mutex_);
    lines_[asker] = std::move(line);
}

void SourceCore::announce(Message message) {
    const std::lock_guard lock(mutex_);
    if (owner_ == nullptr) return;
    QMetaObject::invokeMethod(owner_, [owner = owner_, message = std::move(message)] { message(*owner); }, Qt::QueuedConnection);
}

void SourceCore::fail(const std::string& sentence) {
    const auto told = text(sentence);
    {
        const std::lock_guard lock(mutex_);
        if (!failure_.isEmpty()) return;
        failure_ = told;
        info_.reset();
        wanted_.clear();
        viewers_.clear();
        lines_.clear();
    }
    announce([told](ImageSource& source) { Q_EMIT source.failed(told); });
}

std::function<void()> SourceCore::takeTask(bool urgent) {
    const std::lock_guard lock(mutex_);
    if (released_ || !failure_.isEmpty()) return nullptr;
    const auto self = shared_from_this();
    const bool waitedFor = stage_ == Stage::Info || stage_ == Stage::Preview;
    if (urgent && !waitedFor) {
        if (const auto chunk = takeChunk()) return [self, chunk = *chunk] { self->readChunk(chunk); };
        if (!lines_.empty()) {
            auto line = std::move(lines_.begin()->second);
            lines_.erase(lines_.begin());
            return [self, line = std::move(line)] { self->readLine(line); };
        }
    }
    if (opening_ || stage_ == Stage::Done || urgent != waitedFor) return nullptr;
    opening_ = true;
    return [self] { self->openNext(); };
}

std::optional<SourceCore::Chunk> SourceCore::takeChunk() {
    const auto isThere = [this](const TileIndex& tile) { return TileCache::shared().find(id_, tile) != nullptr; };
    const auto isRead = [this](const TileIndex& tile) {
        return std::ranges::any_of(reading_, [&tile](const Chunk& chunk) {
            return chunk.level == tile.level && chunk.row == tile.row && tile.column >= chunk.column && tile.column < chunk.column + chunk.columns;
        });
    };
    for (const auto* viewer : viewers_) {
        auto& tiles = wanted_[viewer];
        std::erase_if(tiles, [&](const TileIndex& tile) { return tile.level >= overviewLevel_ || isThere(tile); });
        const auto found = std::ranges::find_if_not(tiles, isRead);
        if (found == tiles.end()) continue;
        const auto size = pyramid::levelSize(found_.width, found_.height, found->level);
        Chunk chunk{found->level, found->column / kChunkColumns * kChunkColumns, found->row, 0};
        int end = std::min(chunk.column + kChunkColumns, parts(size.width(), pyramid::kTile));
        // What is there need not be read again.
        while (chunk.column < found->column && isThere({chunk.level, chunk.column, chunk.row})) ++chunk.column;
        while (end > found->column + 1 && isThere({chunk.level, end - 1, chunk.row})) --end;
        chunk.columns = end - chunk.column;
        reading_.push_back(chunk);
        return chunk;
    }
    return std::nullopt;
}

Image SourceCore::read(const PixelRect& rect) const {
    std::shared_ptr<const Image> image;
    {
        const std::lock_guard lock(mutex_);
        image = image_;
    }
    return image ? image->crop(rect) : readRegion(ref_, rect);
}

std::vector<TilePtr> SourceCore::readTiles(const Chunk& chunk) {
    const int factor = 1 << chunk.level;
    const auto size = pyramid::levelSize(found_.width, found_.height, chunk.level);
    const int left = chunk.column * pyramid::kTile, top = chunk.row * pyramid::kTile;
    pyramid::Plane plane{std::min(chunk.columns * pyramid::kTile, size.width() - left), std::min(pyramid::kTile, size.height() - top), {}};
    plane.values.reserve(static_cast<std::size_t>(plane.width) * static_cast<std::size_t>(plane.height));
    const int width = std::min(plane.width * factor, found_.width - left * factor);
    const auto rowBytes = static_cast<std::size_t>(width) * bytesPerSample(found_.type);
    const int band = std::max(1, static_cast<int>(pyramid::kBandBytes / rowBytes) / factor) * factor;
    const int end = std::min((top + plane.height) * factor, found_.height);
    for (int y = top * factor; y < end && !released_; y += band) {
        const auto part = pyramid::reduced(read({left * factor, y, width, std::min(band, end - y)}), factor, labels);
        plane.values.insert(plane.values.end(), part.values.begin(), part.values.end());
    }
    std::vector<TilePtr> tiles;
    if (released_) return tiles;
    for (int i = 0; i < chunk.columns; ++i) {
        tiles.push_back(pyramid::cutTile(plane, i, 0));
        TileCache::shared().insert(id_, {chunk.level, chunk.column + i, chunk.row}, tiles.back());
    }
    return tiles;
}

void SourceCore::readChunk(const Chunk& chunk) {
    try {
        readTiles(chunk);
    } catch (const std::exception& error) {
        fail(error.what());
    }
    {
        const std::lock_guard lock(mutex_);
        std::erase_if(reading_, [&chunk](const Chunk& other) { return other == chunk; });
    }
    announce([chunk](ImageSource& source) {
        for (int i = 0; i < chunk.columns; ++i) Q_EMIT source.tileReady(chunk.level, chunk.column + i, chunk.row);
    });
}

void SourceCore::readLine(const Line& line) {
    const double dx = line.to.x() - line.from.x(), dy = line.to.y() - line.from.y();
    const int steps = std::max(1, static_cast<int>(std::lround(std::hypot(dx, dy))));
    std::vector<double> values;
    TileIndex held{-1, 0, 0};
    TilePtr tile;
    const auto valueAt = [&](int x, int y) -> double {
        const TileIndex index{0, x / pyramid::kTile, y / pyramid::kTile};
        if (!(index == held)) {
            tile = find(index);
            if (!tile) tile = readTiles({0, index.column, index.row, 1}).at(0);
            held = index;
        }
        const int width = std::min(pyramid::kTile, found_.width - index.column * pyramid::kTile);
        return (*tile)[static_cast<std::size_t>((y % pyramid::kTile) * width + x % pyramid::kTile)];
    };
    const auto sample = [&](double x, double y) -> double {
        if (x < 0 || y < 0 || x > found_.width || y > found_.height) return std::numeric_limits<double>::quiet_NaN();
        const auto inside = [](double at, int most) { return std::clamp(static_cast<int>(std::floor(at)), 0, most - 1); };
        if (labels) return valueAt(inside(x, found_.width), inside(y, found_.height));
        const double u = x - 0.5, v = y - 0.5;
        const int left = inside(u, found_.width), right = inside(u + 1.0, found_.width);
        const int top = inside(v, found_.height), bottom = inside(v + 1.0, found_.height);
        const double s = u - std::floor(u), t = v - std::floor(v);
        const double above = left == right || s == 0.0 ? valueAt(left, top) : valueAt(left, top) * (1 - s) + valueAt(right, top) * s;
        if (top == bottom || t == 0.0) return above;
        const double below = left == right || s == 0.0 ? valueAt(left, bottom) : valueAt(left, bottom) * (1 - s) + valueAt(right, bottom) * s;
        return above * (1 - t) + below * t;
    };
    try {
        for (int i = 0; i <= steps && !released_; ++i) {
            const double part = static_cast<double>(i) / steps;
            values.push_back(sample(line.from.x() + dx * part, line.from.y() + dy * part));
        }
    } catch (const std::exception& error) {
        return fail(error.what());
    }
    if (!released_) line.done(std::move(values));
}

}  // namespace gano
