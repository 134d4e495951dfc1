// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/doctor_cards.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>
#include <nlohmann/json.hpp>

#include "core/base/files.h"
#include "ui/run/finding_card.h"
#include "ui/run/image_profile_plot.h"
#include "ui/style/look.h"
#include "ui/style/words.h"

namespace gano {

DoctorCards::DoctorCards(QWidget* parent) : QWidget(parent), column_(new QVBoxLayout(this)) {
    column_->setContentsMargins(0, 0, 0, 0);
    column_->setSpacing(look::kGrid);
}

int DoctorCards::count() const { return count_; }

void DoctorCards::clear() {
    shown_.clear();
    count_ = 0;
    while (auto* item = column_->takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

void DoctorCards::show(const Patient& patient, const std::vector<Diagnosis>& found) {
    const auto now = patient.folder.string() + jsonText(doctorToJson(patient, found));
    if (now == shown_) return;
    clear();
    shown_ = now;
    count_ = static_cast<int>(found.size());
    for (const auto& one : found) column_->addWidget(card(patient, one));
    if (found.empty()) {
        auto* fine = new QLabel(tr("None of the %n rules found anything.", nullptr, static_cast<int>(doctorRules().size())), this);
        fine->setWordWrap(true);
        look::makeQuiet(fine);
        column_->addWidget(fine);
    }
    column_->addStretch(1);
}

QWidget* DoctorCards::card(const Patient& patient, const Diagnosis& diagnosis) {
    auto told = diagnosis.finding;
    if (!diagnosis.cause.empty()) told.advice = diagnosis.cause + (told.advice.empty() ? "" : " " + told.advice);
    auto* made = new FindingCard(told, this);
    if (diagnosis.comparesImages && patient.profile && patient.profile->images && patient.profile->pretrained)
        made->addBelow(new ImageProfilePlot(*patient.profile->images, tr("These images"), *patient.profile->pretrained, tr("Images of the pretraining"), made));
    for (const auto& remedy : diagnosis.remedies)
        connect(made->addButton(text(remedy.label)), &QPushButton::clicked, this, [this, remedy] { Q_EMIT remedyRequested(remedy); });
    return made;
}

}  // namespace gano

#include "moc_doctor_cards.cpp"
