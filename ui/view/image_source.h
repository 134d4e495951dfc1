// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <memory>
#include <optional>
#include <vector>

#include "core/image/image.h"

namespace gano {

/// Something that can be looked at: an image file of any size, or an image in memory, as tiles of a pyramid.
///
/// Level 0 is the image itself, each further level has half the sides (area averaged; nearest for labels). Tiles are read on
/// worker threads, kept in a cache shared by all sources (bounded in bytes), and announced with tileReady(). Nothing here
/// blocks the interface thread.
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
    /// The tile's values if they are in the cache (row-major, kTile wide at most, less at the right and bottom edges);
    /// otherwise asks for them and returns nullptr. NaN where the image holds no number.
    std::shared_ptr<const std::vector<float>> tile(int level, int column, int row);
    /// The value of one pixel of level 0, if its tile is in the cache.
    std::optional<double> valueAt(int x, int y);
    /// Counts of 256 bins between the smallest and the largest value of an overview (a level of at most 1024 px).
    struct Histogram {
        double low = 0.0, high = 1.0;
        double autoLow = 0.0, autoHigh = 1.0;  ///< 0.35 % cut off at both ends.
        std::vector<double> bins;
    };
    std::optional<Histogram> histogram() const;  ///< Known some time after opened().

Q_SIGNALS:
    void opened();
    void failed(const QString& sentence);
    void tileReady(int level, int column, int row);
    void histogramReady();

private:
    struct Impl;
    explicit ImageSource(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace gano
