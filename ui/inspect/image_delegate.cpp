// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/image_delegate.h"

#include <QPainter>

#include "ui/inspect/image_list_model.h"
#include "ui/style/look.h"
#include "ui/style/palette.h"

namespace gano {
namespace {

using State = ImageListModel::State;

QString scoreText(const QVariant& score) {
    if (!score.isValid()) return {};
    const double value = score.toDouble();
    return value > 1.5 ? QString::number(value, 'f', 1) + QStringLiteral(" dB") : QString::number(value, 'f', 2);
}

QString partText(const QString& part) {
    if (part == QLatin1String("test")) return ImageDelegate::tr("Test image");
    if (part == QLatin1String("validation")) return ImageDelegate::tr("Validation image");
    if (part == QLatin1String("train")) return ImageDelegate::tr("Learned from");
    return {};
}

QString stateText(const QModelIndex& index) {
    if (index.data(ImageListModel::UnreadableRole).toBool()) return ImageDelegate::tr("Cannot be read");
    const auto part = partText(index.data(ImageListModel::PartRole).toString());
    switch (static_cast<State>(index.data(ImageListModel::StateRole).toInt())) {
        case State::Waiting: return ImageDelegate::tr("Waiting");
        case State::Running: return ImageDelegate::tr("Predicting…");
        case State::Failed: return ImageDelegate::tr("Prediction failed");
        case State::Predicted: return part.isEmpty() ? ImageDelegate::tr("Predicted") : part;
        case State::None: break;
    }
    return part;
}

QColor stateColour(const QModelIndex& index) {
    const auto state = static_cast<State>(index.data(ImageListModel::StateRole).toInt());
    if (index.data(ImageListModel::UnreadableRole).toBool() || state == State::Failed) return look::problem();
    return state == State::Running ? look::accent() : look::quiet();
}

}  // namespace

void ImageDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    painter->save();
    painter->setRenderHint(QPainter::SmoothPixmapTransform);
    const bool selected = option.state & QStyle::State_Selected;
    const auto& colours = look::colours(look::isDark());
    if (selected) painter->fillRect(option.rect, colours.selection);
    else if (option.state & QStyle::State_MouseOver) painter->fillRect(option.rect, colours.hover);
    if (selected && (option.state & QStyle::State_HasFocus)) painter->fillRect(QRect(option.rect.left(), option.rect.top(), 3, option.rect.height()), colours.accent);
    const int side = kHeight - look::kGrid;
    const QRect frame(option.rect.left() + look::kGrid, option.rect.top() + (option.rect.height() - side) / 2, side, side);
    const auto picture = index.data(Qt::DecorationRole).value<QImage>();
    if (picture.isNull()) {
        painter->fillRect(frame, option.palette.color(QPalette::AlternateBase));
    } else {
        // Cut to a square: rows of equal squares are calmer than rows of odd shapes.
        const int cut = std::min(picture.width(), picture.height());
        painter->drawImage(frame, picture, QRect((picture.width() - cut) / 2, (picture.height() - cut) / 2, cut, cut));
    }
    auto words = option.rect.adjusted(side + 2 * look::kGrid, 0, -look::kGrid, 0);
    const auto score = scoreText(index.data(ImageListModel::ScoreRole));
    painter->setPen(colours.text);
    if (!score.isEmpty()) {
        const int width = option.fontMetrics.horizontalAdvance(score);
        painter->drawText(words, Qt::AlignRight | Qt::AlignVCenter, score);
        words.adjust(0, 0, -width - look::kGrid, 0);
    }
    const auto state = stateText(index);
    const int line = option.fontMetrics.height();
    const int top = words.center().y() - (state.isEmpty() ? line / 2 : line + 1);
    const auto name = option.fontMetrics.elidedText(index.data().toString(), Qt::ElideMiddle, words.width());
    painter->drawText(QRect(words.left(), top, words.width(), line), Qt::AlignLeft | Qt::AlignVCenter, name);
    if (!state.isEmpty()) {
        painter->setPen(stateColour(index));
        auto font = option.font;
        if (font.pixelSize() > 0) font.setPixelSize(std::max(10, font.pixelSize() - 1));
        painter->setFont(font);
        painter->drawText(QRect(words.left(), top + line + 2, words.width(), line), Qt::AlignLeft | Qt::AlignVCenter,
                          option.fontMetrics.elidedText(state, Qt::ElideRight, words.width()));
    }
    painter->restore();
}

QSize ImageDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const { return {160, kHeight}; }

}  // namespace gano

#include "moc_image_delegate.cpp"
