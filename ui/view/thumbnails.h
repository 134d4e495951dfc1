// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCache>
#include <QImage>
#include <QObject>
#include <QSet>
#include <vector>

#include "core/image/image.h"
#include "ui/view/background.h"

namespace gano {

/// Small pictures of images, read on worker threads: the last asked for first, what has scrolled by is forgotten. Keeps
/// the newest few hundred.
class Thumbnails : public QObject {
    Q_OBJECT
public:
    static constexpr int kSide = 96;       ///< px, of the longer side.
    static constexpr int kKept = 600;      ///< Pictures, 22 MB at most.
    static constexpr int kWaiting = 60;    ///< More than fit on a screen.

    explicit Thumbnails(QObject* parent = nullptr);

    /// The picture of image number `key`, or null; then it is read and announced. A null picture stands for an image
    /// that cannot be read, see failed().
    QImage picture(int key, const ImageRef& ref);
    bool failed(int key) const { return failed_.contains(key); }
    void clear();

    /// Blocks: reads the image, of a large one only some rows. Throws Error.
    static QImage read(const ImageRef& ref);

Q_SIGNALS:
    void ready(int key);

private:
    struct Wanted {
        int key = 0;
        ImageRef ref;
    };
    void startNext();
    void take(int key, const QImage& picture);

    Background background_{1};
    QCache<int, QImage> cache_{kKept};
    QSet<int> failed_;
    std::vector<Wanted> waiting_;  ///< The last is read next.
    int reading_ = -1;
};

}  // namespace gano
