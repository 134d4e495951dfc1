// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/thumbnail_model.h"

#include <QPixmap>
#include <QSize>

#include "ui/style/look.h"
#include "ui/style/words.h"

namespace gano {
namespace {

/// A place of the size of a picture, so that nothing moves when the picture comes.
QPixmap place() {
    QPixmap empty(Thumbnails::kSide, Thumbnails::kSide);
    empty.fill(Qt::transparent);
    return empty;
}

}  // namespace

ThumbnailModel::ThumbnailModel(QObject* parent) : QAbstractListModel(parent) {
    connect(&thumbnails_, &Thumbnails::ready, this, [this](int key) { Q_EMIT dataChanged(index(key), index(key), {Qt::DecorationRole, Qt::ToolTipRole}); });
}

void ThumbnailModel::show(std::vector<ImageRef> images) {
    if (images == images_) return;
    beginResetModel();
    thumbnails_.clear();
    images_ = std::move(images);
    endResetModel();
}

int ThumbnailModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(images_.size()); }

QVariant ThumbnailModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const auto& ref = images_[static_cast<std::size_t>(index.row())];
    switch (role) {
        case Qt::DisplayRole:
        case Qt::AccessibleTextRole: return text(ref.text());
        case Qt::ToolTipRole:
            return thumbnails_.failed(index.row()) ? tr("%1 cannot be read.").arg(text(ref.text())) : text(ref.text());
        case Qt::DecorationRole: {
            const auto picture = thumbnails_.picture(index.row(), ref);
            if (!picture.isNull()) return QPixmap::fromImage(picture);
            return thumbnails_.failed(index.row()) ? QVariant(look::icon(QStringLiteral("problem"), look::quiet()).pixmap(Thumbnails::kSide / 2)) : QVariant(place());
        }
        default: return {};
    }
}

}  // namespace gano

#include "moc_thumbnail_model.cpp"
