// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/study/prediction_wall.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <memory>

#include "ui/style/look.h"
#include "ui/style/words.h"

namespace gano {
namespace {

constexpr int kTile = 200, kCaption = 22, kTileGap = 12;  ///< px
constexpr int kBetween = 4;  ///< px between input, prediction and truth in a file.

struct Tile {
    QString caption;
    QImage picture;
};

/// Input and truth once, then the prediction of each training.
std::vector<Tile> readTiles(const StudyPictures& pictures) {
    std::vector<Tile> tiles;
    for (const auto& entry : pictures.entries) {
        const QImage whole(text(entry.picture));
        const int side = (whole.width() - 2 * kBetween) / 3;
        if (side <= 0) continue;
        const auto column = [&](int number) { return whole.copy(number * (side + kBetween), 0, side, std::min(side, whole.height())); };
        if (tiles.empty()) tiles = {{PredictionWall::tr("Input"), column(0)}, {PredictionWall::tr("Truth"), column(2)}};
        tiles.push_back({entry.context.empty() ? text(entry.arm) : text(entry.arm) + QStringLiteral(", ") + text(entry.context), column(1)});
    }
    return tiles;
}

}  // namespace

/// Draws the tiles in rows, as large as the width allows without going below a readable size.
class WallArea : public QWidget {
public:
    void show(std::vector<Tile> tiles) {
        tiles_ = std::move(tiles);
        QStringList names;
        for (const auto& tile : tiles_) names << tile.caption;
        setAccessibleName(names.join(QStringLiteral(", ")));
        fitHeight();
        update();
    }
    int count() const { return static_cast<int>(tiles_.size()); }

protected:
    void resizeEvent(QResizeEvent*) override { fitHeight(); }

    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
        const int across = columns(), size = side();
        for (int i = 0; i < count(); ++i) {
            const auto& tile = tiles_[static_cast<std::size_t>(i)];
            const QPoint at((i % across) * (size + kTileGap), (i / across) * (size + kCaption + kTileGap));
            const QRect caption(at, QSize(size, kCaption));
            painter.setPen(palette().color(QPalette::WindowText));
            painter.drawText(caption, Qt::AlignLeft | Qt::AlignVCenter, painter.fontMetrics().elidedText(tile.caption, Qt::ElideRight, size));
            painter.drawImage(QRect(at + QPoint(0, kCaption), QSize(size, size)), tile.picture);
        }
    }

private:
    int columns() const { return std::clamp((width() + kTileGap) / (kTile + kTileGap), 1, std::max(1, count())); }
    int side() const { return std::min(2 * kTile, (width() + kTileGap) / columns() - kTileGap); }
    void fitHeight() {
        const int rows = (count() + columns() - 1) / columns();
        setMinimumHeight(rows * (side() + kCaption + kTileGap));
    }

    std::vector<Tile> tiles_;
};

PredictionWall::PredictionWall(QWidget* parent)
    : QWidget(parent), image_(new QComboBox(this)), before_(new QToolButton(this)), next_(new QToolButton(this)), scroll_(new QScrollArea(this)), area_(new WallArea) {
    image_->setAccessibleName(tr("Test image"));
    before_->setIcon(look::icon(QStringLiteral("chevron_left")));
    before_->setToolTip(tr("Image before"));
    next_->setIcon(look::icon(QStringLiteral("chevron_right")));
    next_->setToolTip(tr("Next image"));
    for (auto* button : {before_, next_}) button->setAccessibleName(button->toolTip());
    auto* note = new QLabel(tr("By the first seed."), this);
    look::makeQuiet(note);
    auto* top = new QHBoxLayout;
    top->addWidget(image_);
    top->addWidget(before_);
    top->addWidget(next_);
    top->addWidget(note, 1);
    scroll_->setWidgetResizable(true);
    scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll_->setWidget(area_);
    area_->setAutoFillBackground(false);
    scroll_->viewport()->setAutoFillBackground(false);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, look::kGrid, 0, 0);
    column->addLayout(top);
    column->addWidget(scroll_, 1);
    connect(image_, &QComboBox::currentIndexChanged, this, &PredictionWall::load);
    connect(before_, &QToolButton::clicked, this, [this] { step(-1); });
    connect(next_, &QToolButton::clicked, this, [this] { step(1); });
}

void PredictionWall::show(const std::vector<StudyPictures>& pictures) {
    const auto shape = [](const std::vector<StudyPictures>& list) {
        std::size_t sum = list.size();
        for (const auto& one : list) sum += 1000 * one.entries.size();
        return sum;
    };
    if (shape(pictures) == shape(pictures_) && std::ranges::equal(pictures, pictures_, {}, &StudyPictures::image, &StudyPictures::image)) return;
    const auto chosen = image_->currentText();
    pictures_ = pictures;
    {
        const QSignalBlocker quiet(image_);
        image_->clear();
        for (const auto& one : pictures_) image_->addItem(text(one.image));
        image_->setCurrentIndex(std::max(0, image_->findText(chosen)));
    }
    load();
}

int PredictionWall::shownTiles() const { return area_->count(); }

void PredictionWall::step(int by) { image_->setCurrentIndex(std::clamp(image_->currentIndex() + by, 0, image_->count() - 1)); }

void PredictionWall::load() {
    const int at = image_->currentIndex();
    before_->setEnabled(at > 0);
    next_->setEnabled(at + 1 < image_->count());
    if (at < 0) return area_->show({});
    background_.drop();
    background_.start([this, pictures = pictures_[static_cast<std::size_t>(at)]](const Background::Ticket&) -> Background::Done {
        const auto tiles = std::make_shared<std::vector<Tile>>(readTiles(pictures));
        return [this, tiles] { area_->show(std::move(*tiles)); };
    });
}

}  // namespace gano

#include "moc_prediction_wall.cpp"
