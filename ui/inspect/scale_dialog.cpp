// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/scale_dialog.h"

#include <QButtonGroup>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>

#include "core/base/error.h"
#include "core/formats/user_scale.h"
#include "ui/inspect/facts_panel.h"
#include "ui/style/look.h"
#include "ui/style/words.h"

namespace gano {
namespace {

constexpr int kFieldWidth = 180;  ///< px

QLineEdit* lengthField(const QString& placeholder, const QString& name) {
    auto* field = new QLineEdit;
    field->setPlaceholderText(placeholder);
    field->setAccessibleName(name);
    field->setMinimumHeight(look::kControl);
    field->setMinimumWidth(kFieldWidth);
    return field;
}

}  // namespace

ScaleDialog::ScaleDialog(const About& about, QWidget* parent) : QDialog(parent), about_(about) {
    setWindowTitle(tr("Set scale"));
    typed_ = new QRadioButton(tr("One pixel is"));
    measured_ = new QRadioButton(about_.line > 0.0 ? tr("The line of %1 px is").arg(about_.line, 0, 'f', 1) : tr("A line over the scale bar in the picture"));
    auto* how = new QButtonGroup(this);
    how->addButton(typed_);
    how->addButton(measured_);
    (about_.line > 0.0 ? measured_ : typed_)->setChecked(true);
    image_ = new QRadioButton(tr("For this image"));
    const auto place = text(about_.file.parent_path().filename());
    unknown_ = new QRadioButton(tr("For those in the folder %1 that have no pixel size").arg(place));
    folder_ = new QRadioButton(tr("For all images in the folder %1, whatever their files say").arg(place));
    auto* where = new QButtonGroup(this);
    where->addButton(image_);
    where->addButton(unknown_);
    where->addButton(folder_);
    // A size that a file states is rarely wrong for the whole folder; one that is missing mostly is missing everywhere.
    (about_.images > 1 && !about_.current ? unknown_ : image_)->setChecked(true);
    for (auto* one : {image_, unknown_, folder_}) one->setVisible(about_.images > 1);

    told_ = new QLabel;
    told_->setWordWrap(true);
    told_->setMinimumHeight(2 * told_->fontMetrics().lineSpacing());
    told_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    set_ = new QPushButton(tr("Set scale"));
    set_->setDefault(true);
    look::makePrimary(set_);
    auto* cancel = new QPushButton(tr("Cancel"));
    auto* back = new QPushButton(tr("Use what the file says"));
    back->setVisible(about_.byHand.has_value());
    back->setAutoDefault(false);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(back);
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(set_);

    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(3 * look::kGrid, 3 * look::kGrid, 3 * look::kGrid, 2 * look::kGrid);
    whole->setSpacing(look::kGrid);
    auto* ways = new QGridLayout;
    ways->setHorizontalSpacing(2 * look::kGrid);
    ways->setVerticalSpacing(look::kGrid);
    ways->addWidget(typed_, 0, 0);
    ways->addWidget(typedRow(), 0, 1);
    ways->addWidget(measured_, 1, 0);
    ways->addWidget(measuredRow(), 1, 1);
    ways->setColumnStretch(1, 1);
    whole->addLayout(ways);
    whole->addWidget(told_);
    whole->addWidget(image_);
    whole->addWidget(unknown_);
    whole->addWidget(folder_);
    whole->addSpacing(look::kGrid);
    whole->addLayout(buttons);
    connect(set_, &QPushButton::clicked, this, &QDialog::accept);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(back, &QPushButton::clicked, this, [this] { done(TakeBack); });
    for (auto* one : {typed_, measured_, image_, unknown_, folder_}) connect(one, &QRadioButton::toggled, this, &ScaleDialog::check);
    check();
    (about_.line > 0.0 ? length_ : perPixel_)->setFocus();
}

QWidget* ScaleDialog::typedRow() {
    perPixel_ = lengthField(tr("2.5 nm"), tr("Length of one pixel"));
    perPixel_->setToolTip(tr("A number and a unit, such as 2.5 nm or 0.13 µm; two for pixels that are not square: 1 nm x 2 nm"));
    if (about_.current) shown_ = text(pixelSizeText(about_.current));
    perPixel_->setText(shown_);
    perPixel_->selectAll();
    connect(perPixel_, &QLineEdit::textEdited, this, [this] { typed_->setChecked(true), check(); });
    return perPixel_;
}

QWidget* ScaleDialog::measuredRow() {
    auto* row = new QWidget;
    auto* parts = new QHBoxLayout(row);
    parts->setContentsMargins(0, 0, 0, 0);
    length_ = lengthField(tr("500 nm"), tr("Length of the line"));
    length_->setToolTip(tr("What stands beside the scale bar, such as 500 nm or 2 µm"));
    auto* draw = new QPushButton(about_.line > 0.0 ? tr("Draw again") : tr("Draw the line…"));
    draw->setToolTip(tr("The dialog closes; drag from one end of the scale bar in the picture to the other"));
    draw->setAutoDefault(false);
    draw->setMinimumHeight(look::kControl);
    length_->setVisible(about_.line > 0.0);
    parts->addWidget(length_, 1);
    parts->addWidget(draw, about_.line > 0.0 ? 0 : 1);
    connect(length_, &QLineEdit::textEdited, this, [this] { measured_->setChecked(true), check(); });
    connect(draw, &QPushButton::clicked, this, [this] { done(MeasureFirst); });
    return row;
}

ScaleDialog::For ScaleDialog::what() const {
    return folder_->isChecked() ? For::Folder : unknown_->isChecked() ? For::UncalibratedInFolder : For::Image;
}

void ScaleDialog::check() {
    size_.reset();
    look::makeQuiet(told_);
    told_->setStyleSheet({});
    const bool byLine = measured_->isChecked();
    const auto words = (byLine ? length_ : perPixel_)->text().trimmed();
    if (byLine && about_.line <= 0.0) {
        told_->setText(tr("Draw a line over the scale bar, then type its length."));
    } else if (words.isEmpty()) {
        told_->setText(byLine ? tr("Type the length that stands beside the scale bar.") : tr("Type a number and a unit, such as 2.5 nm."));
    } else {
        try {
            size_ = parsePixelSize(words.toStdString());
            if (byLine) size_ = PixelSize{size_->xNm / about_.line, size_->yNm / about_.line};
            told_->setText(tr("%1 per pixel · field of view %2 × %3")
                               .arg(text(pixelSizeText(size_)), lengthText(size_->xNm * about_.width), lengthText(size_->yNm * about_.height)));
        } catch (const Error& problem) {
            told_->setText(text(std::string(problem.what())));
            told_->setStyleSheet(QStringLiteral("color: %1").arg(look::problem().name()));
        }
    }
    const bool same = !byLine && !shown_.isEmpty() && words == shown_;
    if (same && size_) size_ = about_.current;  // Not as rounded for reading.
    set_->setEnabled(size_.has_value() && !(same && image_->isChecked()));
}

}  // namespace gano

#include "moc_scale_dialog.cpp"
