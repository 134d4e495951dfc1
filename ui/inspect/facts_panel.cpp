// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/facts_panel.h"

#include <QCoreApplication>
#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QPointF>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "core/formats/user_scale.h"
#include "ui/inspect/scoring.h"
#include "ui/style/look.h"
#include "ui/style/words.h"

namespace gano {
namespace {

constexpr QChar kThinSpace(0x202F);

std::pair<double, QString> unitOf(double nanometres) {
    const double size = std::abs(nanometres);
    if (size >= 1e6) return {1e6, QStringLiteral("mm")};
    if (size >= 1e3) return {1e3, QStringLiteral("µm")};
    return {1.0, QStringLiteral("nm")};
}

QString shortNumber(double value) { return QString::number(value, 'g', std::abs(value) >= 1000 ? 4 : 3); }

QLabel* quietLabel(const QString& words = {}) {
    auto* label = new QLabel(words);
    look::makeQuiet(label);
    label->setWordWrap(true);
    return label;
}

}  // namespace

InspectorSection::InspectorSection(const QString& title, QWidget* content, QWidget* parent) : QWidget(parent) {
    auto* heading = new QLabel(title);
    auto font = heading->font();
    font.setWeight(QFont::DemiBold);
    heading->setFont(font);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(look::kGrid);
    whole->addWidget(heading);
    whole->addWidget(content);
}

ScalePanel::ScalePanel(QWidget* parent) : QWidget(parent), 
    pixel_(new QLabel), field_(quietLabel()), samples_(quietLabel()), bar_(quietLabel()), set_(new QPushButton(tr("Set scale…"))) {
    pixel_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(2);
    for (auto* label : {pixel_, field_, samples_, bar_}) whole->addWidget(label);
    set_->setToolTip(tr("Type how large a pixel is, or draw a line over the scale bar in the picture"));
    whole->addSpacing(4);
    whole->addWidget(set_, 0, Qt::AlignLeft);
    connect(set_, &QPushButton::clicked, this, &ScalePanel::setRequested);
    show(std::nullopt);
}

void ScalePanel::show(const std::optional<ImageInfo>& info) {
    field_->setVisible(info.has_value());
    samples_->setVisible(info.has_value());
    set_->setVisible(info.has_value());
    bar_->setVisible(info && info->dataBarRows > 0);
    pixel_->setStyleSheet({});
    pixel_->setToolTip({});
    if (!info) {
        pixel_->setText(QStringLiteral("–"));
        return;
    }
    const auto& size = info->pixelSize;
    if (size) {
        const bool byHand = std::ranges::find(info->notes, kScaleByHand) != info->notes.end();
        pixel_->setText((byHand ? tr("%1 per pixel, set by hand") : tr("%1 per pixel")).arg(text(pixelSizeText(size))));
        field_->setText(tr("Field of view %1 × %2").arg(lengthText(size->xNm * info->width), lengthText(size->yNm * info->height)));
    } else {
        pixel_->setText(tr("Uncalibrated"));
        pixel_->setToolTip(tr("The file does not say how large a pixel is."));
        pixel_->setStyleSheet(QStringLiteral("color: %1").arg(look::warning().name()));
        const auto why = std::ranges::find_if(info->notes, [](const std::string& note) { return note.starts_with("its scale") || note.starts_with("its pixel size"); });
        field_->setText(why == info->notes.end() ? tr("The pixel size is not known.") : tr("The pixel size is not known: %1.").arg(text(*why)));
    }
    auto words = tr("%1 × %2 px · %3").arg(info->width).arg(info->height).arg(text(sampleTypeText(info->type)));
    if (!info->format.empty()) words += QStringLiteral(" · ") + text(info->format);
    samples_->setText(words);
    bar_->setText(tr("The data bar, the bottom %1 rows, is left out of training and statistics.").arg(QLocale().toString(info->dataBarRows)));
}

ScorePanel::ScorePanel(QWidget* parent) : QWidget(parent), reason_(quietLabel()), table_(new QWidget), rows_(new QGridLayout(table_)) {
    rows_->setContentsMargins(0, 0, 0, 0);
    rows_->setVerticalSpacing(4);
    rows_->setHorizontalSpacing(2 * look::kGrid);
    rows_->setColumnStretch(0, 1);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(reason_);
    whole->addWidget(table_);
}

void ScorePanel::show(const MetricList& image, const MetricList& mean, int scored, const QString& reason) {
    while (auto* item = rows_->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const auto& names = mean.empty() ? image : mean;
    reason_->setText(reason);
    reason_->setVisible(!reason.isEmpty());
    table_->setVisible(!names.empty());
    if (names.empty()) return;
    const auto cell = [this](int row, int column, QLabel* label) { rows_->addWidget(label, row, column, column == 0 ? Qt::AlignLeft : Qt::AlignRight); };
    const auto valueIn = [](const MetricList& list, const std::string& name) {
        for (const auto& [metric, value] : list)
            if (metric == name) return metricText(metric, value);
        return QStringLiteral("–");
    };
    cell(0, 1, quietLabel(tr("This image")));
    cell(0, 2, quietLabel(tr("Mean of %1").arg(scored)));
    int row = 1;
    for (const auto& [name, unused] : names) {
        cell(row, 0, new QLabel(metricName(name)));
        cell(row, 1, new QLabel(valueIn(image, name)));
        cell(row++, 2, quietLabel(valueIn(mean, name)));
    }
}

QString valueText(double value) {
    if (value != std::floor(value) || std::abs(value) > 1e15) return shortNumber(value);
    auto digits = QString::number(std::abs(value), 'f', 0);
    for (auto at = digits.size() - 3; at > 0; at -= 3)
        if (digits.size() > 4) digits.insert(at, kThinSpace);
    return value < 0 ? QStringLiteral("−") + digits : digits;
}

QString lengthText(double nanometres) {
    const auto [unit, name] = unitOf(nanometres);
    return shortNumber(nanometres / unit) + QChar(0xA0) + name;
}

QString readoutText(const Readout& readout) {
    const auto tr = [](const char* words) { return QCoreApplication::translate("gano::Readout", words); };
    auto words = tr("x %1 y %2 px").arg(static_cast<int>(std::floor(readout.pixel.x()))).arg(static_cast<int>(std::floor(readout.pixel.y())));
    if (readout.pixelSize) {
        const double x = readout.pixel.x() * readout.pixelSize->xNm, y = readout.pixel.y() * readout.pixelSize->yNm;
        const auto [unit, name] = unitOf(std::max(std::abs(x), std::abs(y)));
        words += QStringLiteral(" · %1, %2 %3").arg(shortNumber(x / unit), shortNumber(y / unit), name);
    }
    if (readout.input) words += tr(" · value %1").arg(valueText(*readout.input));
    if (readout.output) words += (readout.input ? QStringLiteral(" → %1") : tr(" · %1").arg(readout.outputName) + QStringLiteral(" %1")).arg(valueText(*readout.output));
    return words;
}

}  // namespace gano

#include "moc_facts_panel.cpp"
