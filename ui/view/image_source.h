// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointF>
#include <QSize>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "core/image/image.h"
#include "ui/view/tile_cache.h"

namespace gano {

class SourceCore;

/// Something that can be looked at: an image file of any size, or an image in memory, as tiles of a pyramid.
///
/// Level 0 is the image itself, each further level has half the sides (area averaged; nearest for labels). Tiles are read on
/// worker threads and announced with tileReady(). Levels of at most 2,048 px stay as long as the source (at most 22 MB); the
/// tiles of finer ones are kept in a cache shared by all sources (bounded in bytes). Nothing here blocks the interface thread.
///
/// A large file shows a first view from some of its rows, which is replaced from top to bottom while all of it is read once.
class ImageSource : public QObject {
    Q_OBJECT
public:
    static constexpr int kTile = 256;  ///< px

    /// A file; opens in the background. `labels`: levels keep values instead of averaging.
    static std::shared_ptr<ImageSource> ofFile(const ImageRef& ref, bool labels = false);
    static std::shared_ptr<ImageSource> ofImage(Image image, bool labels = false);
    ~ImageSource() override;

    /// Known after opened(); empty before and after failed().
    std::optional<ImageInfo> info() const;
    QString failure() const;
    bool isLabels() const;
    int levels() const;
    QSize levelSize(int level) const;
    /// The tile's values if they are there (row-major, kTile wide at most, less at the right and bottom edges); otherwise
    /// asks for them and returns nullptr. NaN where the image holds no number.
    TilePtr tile(int level, int column, int row);
    /// The same without asking.
    TilePtr peek(int level, int column, int row) const;
    /// What `viewer` waits for now, most urgent first; replaces what it asked for before, so that nothing is read any more
    /// for a place it has left. An empty list when it goes away.
    void want(const void* viewer, std::vector<TileIndex> tiles);
    /// The value of one pixel of level 0, if its tile is there; otherwise asks for it.
    std::optional<double> valueAt(int x, int y);
    /// Part of the image that has been read for the overview, 0 … 1.
    double progress() const;

    /// Values along a line in image px, one per pixel of its length (linear between pixel centres; nearest for labels; NaN
    /// outside), given to `done` on this object's thread unless `context` is gone or has asked again meanwhile.
    using LineDone = std::function<void(const std::vector<double>& values)>;
    void sampleLine(const QPointF& from, const QPointF& to, QObject* context, LineDone done);

    /// Counts of at most 256 bins between the smallest and the largest value of an overview (a level of at most 1024 px).
    struct Histogram {
        double low = 0.0, high = 1.0;
        double autoLow = 0.0, autoHigh = 1.0;  ///< 0.35 % cut off at both ends; never equal.
        std::vector<double> bins;
    };
    std::optional<Histogram> histogram() const;  ///< Known some time after opened().

    /// The cache that all sources share.
    static std::size_t cachedBytes();
    static void setCacheLimit(std::size_t bytes);

Q_SIGNALS:
    void opened();
    void failed(const QString& sentence);
    void tileReady(int level, int column, int row);
    void histogramReady();

private:
    explicit ImageSource(std::shared_ptr<SourceCore> core);
    std::shared_ptr<SourceCore> core_;
};

}  // namespace gano
