// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <QString>
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "ui/view/image_source.h"
#include "ui/view/pyramid.h"

namespace gano {

/// The part of an ImageSource that the workers share: reads the file piece by piece and keeps what was made of it.
///
/// Thread safety: every member may be called from any thread. Workers hold it while they read, so it may outlive its owner;
/// the owner lets go of it with release().
class SourceCore : public std::enable_shared_from_this<SourceCore> {
public:
    SourceCore(ImageRef ref, std::shared_ptr<const Image> image, bool holdsLabels);
    ~SourceCore();
    SourceCore(const SourceCore&) = delete;
    SourceCore& operator=(const SourceCore&) = delete;

    void own(ImageSource* owner);
    void release();

    const bool labels;
    std::optional<ImageInfo> info() const;
    QString failure() const;
    std::optional<ImageSource::Histogram> histogram() const;
    double progress() const { return progress_; }

    TilePtr find(const TileIndex& tile) const;
    /// False when there is nothing new to do.
    bool want(const void* viewer, std::vector<TileIndex> tiles);
    bool wantOne(const TileIndex& tile);
    struct Line {
        QPointF from, to;
        std::function<void(std::vector<double>)> done;  ///< Called on a worker thread.
    };
    void addLine(const void* asker, Line line);
    using Message = std::function<void(ImageSource&)>;
    /// Calls `message` on the owner's thread, if there is still an owner.
    void announce(Message message);

    /// A piece of work of some 10 ms, or null. `urgent`: only what somebody waits for.
    std::function<void()> takeTask(bool urgent);

private:
    enum class Stage { Info, Preview, Overview, Done };
    struct Chunk {
        int level, column, row, columns;
        bool operator==(const Chunk&) const = default;
    };

    // Opening, one piece after the other (source_opening.cpp).
    void openNext();
    void enter(Stage stage);
    void readWhat();
    void readPreview();
    void readBand();
    void showRows(const pyramid::Plane& plane, int level, int from, int to);
    void showPlanes(pyramid::Plane plane, int level);
    void showHistogram(const pyramid::Plane& plane);
    void becomeOpen();

    // Tiles of the fine levels and lines (source_core.cpp).
    std::optional<Chunk> takeChunk();
    void readChunk(const Chunk& chunk);
    std::vector<TilePtr> readTiles(const Chunk& chunk);
    void readLine(const Line& line);
    Image read(const PixelRect& rect) const;
    void fail(const std::string& sentence);

    const std::uint64_t id_;
    const ImageRef ref_;

    mutable std::mutex mutex_;  ///< For everything down to the next comment.
    std::shared_ptr<const Image> image_;  ///< In memory, or decoded because it is small.
    ImageSource* owner_ = nullptr;
    std::optional<ImageInfo> info_;
    QString failure_;
    std::optional<ImageSource::Histogram> histogram_;
    std::vector<std::vector<TilePtr>> overview_;  ///< By level - overviewLevel_, then row-major.
    int overviewLevel_ = 0;
    std::map<const void*, std::vector<TileIndex>> wanted_;
    std::vector<const void*> viewers_;  ///< Who asked last comes first.
    std::vector<Chunk> reading_;
    std::map<const void*, Line> lines_;
    Stage stage_ = Stage::Info;
    bool opening_ = false;  ///< A worker is at it.

    // Of the worker that opens; `found_` does not change any more once there is an overview.
    ImageInfo found_;
    pyramid::Plane plane_;
    int nextRow_ = 0;  ///< Of the image.
    bool open_ = false;

    std::atomic<double> progress_ = 0.0;
    std::atomic<bool> released_ = false;
};

}  // namespace gano
