// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>
#include <vector>

#include "ui/view/thumbnails.h"

namespace gano {

/// Images with small pictures, read when they come into view.
class ThumbnailModel : public QAbstractListModel {
    Q_OBJECT
public:
    explicit ThumbnailModel(QObject* parent = nullptr);

    void show(std::vector<ImageRef> images);
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    std::vector<ImageRef> images_;
    mutable Thumbnails thumbnails_;  ///< Asking for a picture is what makes it read.
};

}  // namespace gano
