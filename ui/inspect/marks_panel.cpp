// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/marks_panel.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <cmath>

#include "ui/style/look.h"
#include "ui/view/colour_map.h"

namespace gano {

MarksPanel::MarksPanel(DisplaySettings& settings, QWidget* parent) : QWidget(parent), settings_(settings) {
    style_ = new QComboBox;
    style_->addItems({tr("Outlines"), tr("Filled"), tr("Labels alone"), tr("Hidden")});
    style_->setToolTip(tr("Z: outlines or filled · X: show or hide"));
    onInput_ = new QComboBox;
    onInput_->addItems({tr("Nothing"), tr("Output"), tr("Truth"), tr("Output and truth")});
    onInput_->setToolTip(tr("O: output · T: truth"));
    opacity_ = new QSlider(Qt::Horizontal);
    opacity_->setRange(5, 100);
    opacity_->setAccessibleName(tr("Opacity of the labels"));
    legend_ = new QLabel;
    legend_->setTextFormat(Qt::RichText);
    legend_->setWordWrap(true);
    auto* form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    form->setVerticalSpacing(look::kGrid);
    const auto add = [form](const QString& words, QWidget* editor) {
        auto* label = new QLabel(words);
        label->setBuddy(editor);
        label->setMinimumHeight(editor->sizeHint().height());
        form->addRow(label, editor);
    };
    add(tr("Shown as"), style_);
    add(tr("On the input"), onInput_);
    add(tr("Opacity"), opacity_);
    form->addRow(legend_);
    refresh();
    connect(style_, &QComboBox::activated, this, &MarksPanel::take);
    connect(onInput_, &QComboBox::activated, this, &MarksPanel::take);
    connect(opacity_, &QSlider::valueChanged, this, &MarksPanel::take);
}

void MarksPanel::take() {
    settings_.style = static_cast<MarkStyle>(style_->currentIndex());
    settings_.onInput = static_cast<Marks>(onInput_->currentIndex());
    settings_.opacity = opacity_->value() / 100.0;
    refresh();
    Q_EMIT changed();
}

void MarksPanel::refresh() {
    const QSignalBlocker quiet(opacity_);
    style_->setCurrentIndex(static_cast<int>(settings_.style));
    onInput_->setCurrentIndex(static_cast<int>(settings_.onInput));
    opacity_->setValue(static_cast<int>(std::lround(settings_.opacity * 100)));
    const bool drawn = settings_.style == MarkStyle::Contours || settings_.style == MarkStyle::Filled;
    opacity_->setEnabled(drawn);
    legend_->setVisible(drawn && settings_.onInput == Marks::Both);
    const auto entry = [](int label, const QString& words) {
        return QStringLiteral("<span style='color:%1'>■</span> %2").arg(overlayColour(label).name(), words);
    };
    legend_->setText(entry(1, tr("in both")) + QStringLiteral("<br>") + entry(2, tr("only in the output")) + QStringLiteral("<br>") + entry(3, tr("only in the truth")));
}

void MarksPanel::toggleShown() {
    if (settings_.style == MarkStyle::Hidden) {
        settings_.style = before_;
    } else {
        before_ = settings_.style;
        settings_.style = MarkStyle::Hidden;
    }
    refresh();
    Q_EMIT changed();
}

void MarksPanel::toggleFilled() {
    settings_.style = settings_.style == MarkStyle::Filled ? MarkStyle::Contours : MarkStyle::Filled;
    refresh();
    Q_EMIT changed();
}

void MarksPanel::toggleOnInput(Marks marks) {
    const int both = static_cast<int>(Marks::Both);
    const int bits = (static_cast<int>(settings_.onInput) ^ static_cast<int>(marks)) & both;  // Output is 1, truth 2, both 3.
    settings_.onInput = static_cast<Marks>(bits);
    if (settings_.style == MarkStyle::Hidden || settings_.style == MarkStyle::Raw) settings_.style = MarkStyle::Contours;
    refresh();
    Q_EMIT changed();
}

}  // namespace gano

#include "moc_marks_panel.cpp"
