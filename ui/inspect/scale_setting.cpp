// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/scale_setting.h"

#include <algorithm>
#include <cmath>

#include "core/formats/user_scale.h"
#include "ui/inspect/compare_view.h"
#include "ui/inspect/kept_scales.h"
#include "ui/inspect/scale_dialog.h"

namespace gano {
namespace {

constexpr double kShortestLine = 4.0;  ///< px; less is a click that slipped.

}  // namespace

ScaleSetting::ScaleSetting(CompareView& compare, QWidget& page) : QObject(&page), compare_(compare), page_(page) {
    connect(&compare_, &CompareView::profileDrawn, this, &ScaleSetting::measure);
}

void ScaleSetting::ask(const Image& image) {
    endMeasuring();
    image_ = image;
    open(0.0);
}

void ScaleSetting::open(double line) {
    const bool byHand = std::ranges::find(image_.info.notes, kScaleByHand) != image_.info.notes.end();
    dialog_ = new ScaleDialog({image_.file, image_.info.width, image_.info.height, image_.images, image_.info.pixelSize,
                               byHand ? image_.info.pixelSize : std::nullopt, line}, &page_);
    dialog_->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog_, &QDialog::finished, this, &ScaleSetting::take);
    dialog_->open();
}

void ScaleSetting::take(int answer) {
    const auto size = dialog_->pixelSize();
    const auto what = dialog_->what();
    const auto place = what == ScaleDialog::For::Image ? image_.file : image_.file.parent_path();
    dialog_ = nullptr;
    if (answer == ScaleDialog::MeasureFirst) {
        measuring_ = true;
        compare_.setTool(ImageView::Tool::Profile);
        Q_EMIT told(tr("Drag from one end of the scale bar to the other. Zoom in first if the bar is small: the wheel works."));
    } else if (answer == ScaleDialog::Set && size) {
        // What was set for the one image would hide what is set for its folder.
        if (place != image_.file) keepScale(image_.file, std::nullopt);
        keepScale(place, size, what == ScaleDialog::For::UncalibratedInFolder);
        Q_EMIT changed(place);
    } else if (answer == ScaleDialog::TakeBack) {
        keepScale(image_.file, std::nullopt);
        // The folder above it, or one further up, may be what holds.
        for (auto folder = image_.file.parent_path(); userScale(image_.file) && folder != folder.parent_path(); folder = folder.parent_path())
            keepScale(folder, std::nullopt);
        Q_EMIT changed(image_.file.parent_path());
    }
}

void ScaleSetting::endMeasuring() {
    if (!measuring_) return;
    measuring_ = false;
    compare_.setTool(ImageView::Tool::Look);
    Q_EMIT told({});
}

void ScaleSetting::measure(Pane* pane, const QPointF& from, const QPointF& to) {
    if (!measuring_) return;
    const auto source = pane->view().source();
    const auto info = source ? source->info() : std::nullopt;
    if (!info || info->width <= 0) return;
    // A finer output (super-resolution) has more pixels over the same bar.
    const double scale = static_cast<double>(image_.info.width) / info->width;
    const double line = std::hypot(to.x() - from.x(), to.y() - from.y()) * scale;
    if (line < kShortestLine) return;
    endMeasuring();
    open(line);
}

}  // namespace gano

#include "moc_scale_setting.cpp"
