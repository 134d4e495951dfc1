// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/preview_strip.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QSignalBlocker>
#include <QSlider>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <array>

#include "ui/style/look.h"
#include "ui/style/words.h"

namespace gano {
namespace {

constexpr int kColumns = 3, kCaption = 22, kGap = 6;

}  // namespace

/// Draws a sample picture as columns with captions, as large as its place allows.
class PictureArea : public QWidget {
public:
    explicit PictureArea(QWidget* parent) : QWidget(parent) {
        setMinimumSize(240, 160);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    }
    void show(const QImage& picture) {
        picture_ = picture;
        update();
    }
    void setCaptions(std::array<QString, kColumns> captions) {
        captions_ = std::move(captions);
        update();
    }
    bool isEmpty() const { return picture_.isNull(); }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setPen(look::quiet());
        if (picture_.isNull()) {
            painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap, PreviewStrip::tr("Pictures appear after the first epoch."));
            return;
        }
        // Columns stand 4 px apart in the file; as many rows as fit at a readable size.
        constexpr int between = 4;
        const int side = (picture_.width() - (kColumns - 1) * between) / kColumns;
        const int rows = std::max(1, (picture_.height() + between) / (side + between));
        const int room = height() - kCaption;
        int shown = rows;
        const auto sideFor = [&](int count) { return std::min((width() - (kColumns - 1) * kGap) / kColumns, (room - (count - 1) * kGap) / count); };
        while (shown > 1 && sideFor(shown) < sideFor(1) / 2) --shown;
        const int out = std::max(16, sideFor(shown));
        const int left = (width() - kColumns * out - (kColumns - 1) * kGap) / 2;
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
        for (int column = 0; column < kColumns; ++column) {
            const int x = left + column * (out + kGap);
            painter.drawText(QRect(x, 0, out, kCaption), Qt::AlignLeft | Qt::AlignVCenter, captions_[static_cast<std::size_t>(column)]);
            for (int row = 0; row < shown; ++row)
                painter.drawImage(QRect(x, kCaption + row * (out + kGap), out, out), picture_, QRect(column * (side + between), row * (side + between), side, side));
        }
    }

private:
    QImage picture_;
    std::array<QString, kColumns> captions_;
};

PreviewStrip::PreviewStrip(QWidget* parent)
    : QWidget(parent), area_(new PictureArea(this)), slider_(new QSlider(Qt::Horizontal, this)), epoch_(new QLabel(this)), newest_(new QToolButton(this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(look::kGrid);
    column->addWidget(area_, 1);
    auto* row = new QHBoxLayout;
    row->addWidget(epoch_);
    row->addWidget(slider_, 1);
    row->addWidget(newest_);
    column->addLayout(row);
    area_->setAccessibleName(tr("Validation images: input, output, target"));
    slider_->setAccessibleName(tr("Epoch of the pictures"));
    slider_->setToolTip(tr("Look back through the epochs"));
    newest_->setText(tr("Newest"));
    newest_->setToolTip(tr("Show the newest epoch, and follow it"));
    for (QWidget* control : {static_cast<QWidget*>(slider_), static_cast<QWidget*>(newest_)}) {
        auto policy = control->sizePolicy();
        policy.setRetainSizeWhenHidden(true);
        control->setSizePolicy(policy);
        control->hide();  // Until there is something to look back to.
    }
    connect(slider_, &QSlider::valueChanged, this, [this](int place) { follows_ = place == slider_->maximum(), load(); });
    connect(newest_, &QToolButton::clicked, this, [this] { slider_->setValue(slider_->maximum()), follows_ = true; });
}

int PreviewStrip::shownEpoch() const {
    if (pictures_.empty()) return 0;
    return pictures_[static_cast<std::size_t>(std::clamp(slider_->value(), 0, static_cast<int>(pictures_.size()) - 1))].epoch;
}

void PreviewStrip::show(const std::vector<EpochPicture>& pictures, TargetKind kind) {
    area_->setCaptions({kind == TargetKind::None ? tr("Corrupted input") : tr("Input"), tr("Output"), kind == TargetKind::Labels ? tr("Labels") : kind == TargetKind::None ? tr("Original") : tr("Target")});
    if (pictures == pictures_) return loaded_.empty() ? load() : void();
    const int epoch = shownEpoch();
    const bool another = pictures_.empty() || pictures.empty() || pictures.front().file.parent_path() != pictures_.front().file.parent_path();
    pictures_ = pictures;
    if (another) follows_ = true, area_->show({});
    const QSignalBlocker quiet(slider_);
    const int last = static_cast<int>(pictures_.size()) - 1;
    slider_->setRange(0, std::max(0, last));
    slider_->setVisible(last > 0);
    newest_->setVisible(last > 0);
    const auto same = std::ranges::find(pictures_, epoch, &EpochPicture::epoch);
    slider_->setValue(follows_ || same == pictures_.end() ? last : static_cast<int>(same - pictures_.begin()));
    load();
}

void PreviewStrip::load() {
    if (pictures_.empty()) {
        loaded_.clear();
        epoch_->clear();
        return;
    }
    const auto picture = pictures_[static_cast<std::size_t>(slider_->value())];
    epoch_->setText(tr("Epoch %1").arg(picture.epoch));
    if (picture.file == loaded_) return;
    loaded_ = picture.file;
    background_.drop();
    background_.start([this, file = text(picture.file)](const Background::Ticket&) -> Background::Done {
        const QImage image(file);
        // One that is just being written is read again with the next look at the folder.
        return [this, image] { image.isNull() ? loaded_.clear() : area_->show(image); };
    });
}

}  // namespace gano

#include "moc_preview_strip.cpp"
