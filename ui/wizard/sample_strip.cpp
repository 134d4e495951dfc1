// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/sample_strip.h"

#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>
#include <array>

#include "core/image/statistics.h"
#include "core/tasks/task.h"
#include "core/train/sample_preview.h"
#include "ui/style/look.h"
#include "ui/style/words.h"
#include "ui/view/colour_map.h"

namespace gano {
namespace {

constexpr int kSide = 120, kGap = 6, kCaption = 20;
constexpr int kButtonHeight = look::kControl + look::kGrid;
constexpr int kPictureDelay = 150;  ///< ms, so that typing does not make pictures of each digit.

struct Range {
    float low = 0.0F, high = 1.0F;
};

/// Of most of the values, as lists of images show them: microscopes rarely use all the grey values that a file could hold.
Range automaticRange(const std::vector<const Image*>& images) {
    std::vector<float> values;
    for (const auto* image : images) {
        const auto more = image->toFloat();
        values.insert(values.end(), more.begin(), more.end());
    }
    constexpr std::array kEnds{0.0035, 0.9965};
    const auto count = static_cast<int>(values.size());
    const auto ends = percentiles(Image::fromFloat(count, 1, std::move(values)), kEnds);
    const auto low = static_cast<float>(ends[0]), high = static_cast<float>(ends[1]);
    return high > low ? Range{low, high} : Range{low - 0.5F, low + 0.5F};
}

QImage greyPicture(const Image& image, const Range& range) {
    const auto values = image.toFloat();
    QImage picture(image.width(), image.height(), QImage::Format_Grayscale8);
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x) {
            const float value = (values[static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width()) + static_cast<std::size_t>(x)] - range.low) / (range.high - range.low);
            picture.scanLine(y)[x] = static_cast<uchar>(std::clamp(value, 0.0F, 1.0F) * 255.0F + 0.5F);
        }
    return picture;
}

QImage labelPicture(const Image& image) {
    QImage picture(image.width(), image.height(), QImage::Format_RGB32);
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x) {
            const int label = static_cast<int>(image.at(x, y));
            picture.setPixelColor(x, y, label == 0 ? QColor(40, 40, 40) : overlayColour(label));
        }
    return picture;
}

}  // namespace

SampleStrip::SampleStrip(QWidget* parent) : QWidget(parent), again_(new QPushButton(tr("Shake again"), this)) {
    again_->setIcon(look::icon(QStringLiteral("shake")));
    again_->setAutoDefault(false);
    again_->setToolTip(tr("Draws other crops, turns and corruptions of one of your images"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addStretch(1);
    column->addWidget(again_, 0, Qt::AlignLeft);
    setAccessibleName(tr("What the network will be shown"));
    soon_.setSingleShot(true);
    soon_.setInterval(kPictureDelay);
    connect(&soon_, &QTimer::timeout, this, &SampleStrip::make);
    connect(again_, &QPushButton::clicked, this, &SampleStrip::shake);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QSize SampleStrip::sizeHint() const { return {kShown * (kSide + kGap) - kGap, kCaption * 2 + 2 * kSide + kGap + kButtonHeight}; }
QSize SampleStrip::minimumSizeHint() const { return sizeHint(); }

void SampleStrip::show(const TrainPlan& plan, const std::vector<Sample>& samples) {
    plan_ = plan;
    samples_ = samples;
    soon_.start();
}

void SampleStrip::shake() {
    ++seed_;
    make();
}

SampleStrip::Pictures SampleStrip::made(const TrainPlan& plan, const Sample& sample, std::uint64_t seed) {
    Pictures pictures;
    try {
        const bool labels = task(plan.task).target == TargetKind::Labels;
        const auto previews = previewSamples(plan, sample, kShown, seed);
        // One for all, of the uncorrupted ones, so that a corruption of the grey values is seen as one.
        std::vector<const Image*> clean;
        for (const auto& preview : previews) clean.push_back(labels ? &preview.input : &preview.target);
        const auto range = automaticRange(clean);
        for (const auto& preview : previews) {
            pictures.inputs.push_back(greyPicture(preview.input, range));
            pictures.targets.push_back(labels ? labelPicture(preview.target) : greyPicture(preview.target, range));
        }
    } catch (const std::exception& error) {
        pictures.failure = text(std::string(error.what()));
    }
    return pictures;
}

void SampleStrip::make() {
    again_->setEnabled(!samples_.empty());
    if (samples_.empty()) return;
    background_.drop();
    background_.start([this, plan = plan_, sample = samples_[seed_ % samples_.size()], seed = seed_](const Background::Ticket&) -> Background::Done {
        return [this, pictures = made(plan, sample, seed)] { pictures_ = pictures, update(); };
    });
}

void SampleStrip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.setPen(look::quiet());
    if (!pictures_.failure.isEmpty() || pictures_.inputs.empty()) {
        const auto words = !pictures_.failure.isEmpty() ? pictures_.failure : samples_.empty() ? tr("A preview appears when the images have been checked.") : tr("Drawing a preview…");
        painter.drawText(rect().adjusted(0, 0, 0, -kButtonHeight), Qt::AlignCenter | Qt::TextWordWrap, words);
        return;
    }
    const auto row = [&](const std::vector<QImage>& images, int top, const QString& caption) {
        painter.drawText(QRect(0, top, width(), kCaption), Qt::AlignLeft | Qt::AlignVCenter, caption);
        for (int i = 0; i < static_cast<int>(images.size()); ++i) painter.drawImage(QRect(i * (kSide + kGap), top + kCaption, kSide, kSide), images[static_cast<std::size_t>(i)]);
    };
    row(pictures_.inputs, 0, tr("The network sees"));
    row(pictures_.targets, kCaption + kSide + kGap, tr("and should answer"));
}

}  // namespace gano

#include "moc_sample_strip.cpp"
