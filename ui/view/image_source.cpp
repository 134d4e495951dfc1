// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/view/image_source.h"

#include <QPointer>
#include <map>

#include "ui/view/source_core.h"
#include "ui/view/tile_work.h"

namespace gano {
namespace {

/// Numbers of the last question of each asker, so that answers to older ones are dropped.
std::map<const void*, std::uint64_t>& questions() {
    static std::map<const void*, std::uint64_t> last;
    return last;
}

}  // namespace

ImageSource::ImageSource(std::shared_ptr<SourceCore> core) : core_(std::move(core)) {
    core_->own(this);
    TileWork::shared().touch(core_);
}

ImageSource::~ImageSource() { core_->release(); }

std::shared_ptr<ImageSource> ImageSource::ofFile(const ImageRef& ref, bool labels) {
    return std::shared_ptr<ImageSource>(new ImageSource(std::make_shared<SourceCore>(ref, nullptr, labels)));
}

std::shared_ptr<ImageSource> ImageSource::ofImage(Image image, bool labels) {
    const auto ref = image.source;
    return std::shared_ptr<ImageSource>(new ImageSource(std::make_shared<SourceCore>(ref, std::make_shared<const Image>(std::move(image)), labels)));
}

std::optional<ImageInfo> ImageSource::info() const { return core_->info(); }
QString ImageSource::failure() const { return core_->failure(); }
bool ImageSource::isLabels() const { return core_->labels; }
double ImageSource::progress() const { return core_->progress(); }
std::optional<ImageSource::Histogram> ImageSource::histogram() const { return core_->histogram(); }

int ImageSource::levels() const {
    const auto known = info();
    return known ? pyramid::levels(known->width, known->height) : 0;
}

QSize ImageSource::levelSize(int level) const {
    const auto known = info();
    return known ? pyramid::levelSize(known->width, known->height, level) : QSize();
}

TilePtr ImageSource::peek(int level, int column, int row) const {
    const auto size = levelSize(level);
    if (level < 0 || column < 0 || row < 0 || column * kTile >= size.width() || row * kTile >= size.height()) return nullptr;
    return core_->find({level, column, row});
}

TilePtr ImageSource::tile(int level, int column, int row) {
    auto values = peek(level, column, row);
    const auto size = levelSize(level);
    const bool exists = level >= 0 && column >= 0 && row >= 0 && column * kTile < size.width() && row * kTile < size.height();
    if (!values && exists && core_->wantOne({level, column, row})) TileWork::shared().touch(core_);
    return values;
}

void ImageSource::want(const void* viewer, std::vector<TileIndex> tiles) {
    if (core_->want(viewer, std::move(tiles))) TileWork::shared().touch(core_);
}

std::optional<double> ImageSource::valueAt(int x, int y) {
    const auto size = levelSize(0);
    if (x < 0 || y < 0 || x >= size.width() || y >= size.height()) return std::nullopt;
    const auto values = tile(0, x / kTile, y / kTile);
    if (!values) return std::nullopt;
    const int width = std::min(kTile, size.width() - x / kTile * kTile);
    return (*values)[static_cast<std::size_t>((y % kTile) * width + x % kTile)];
}

void ImageSource::sampleLine(const QPointF& from, const QPointF& to, QObject* context, LineDone done) {
    const auto asker = std::make_shared<QPointer<QObject>>(context);
    const auto question = ++questions()[context];
    SourceCore::Line line{from, to, {}};
    // The worker must not keep the core alive through the line it reads for it.
    line.done = [core = std::weak_ptr(core_), asker, question, done = std::move(done)](std::vector<double> values) {
        const auto there = core.lock();
        if (!there) return;
        there->announce([asker, question, done, values = std::move(values)](ImageSource&) {
            if (*asker && questions()[asker->data()] == question) done(values);
        });
    };
    core_->addLine(context, std::move(line));
    TileWork::shared().touch(core_);
}

std::size_t ImageSource::cachedBytes() { return TileCache::shared().bytes(); }
void ImageSource::setCacheLimit(std::size_t bytes) { TileCache::shared().setLimit(bytes); }

}  // namespace gano

#include "moc_image_source.cpp"
