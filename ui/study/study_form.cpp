// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/study/study_form.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>
#include <algorithm>
#include <limits>

#include "core/tasks/task.h"
#include "ui/study/study_summary.h"
#include "ui/style/look.h"
#include "ui/style/words.h"

namespace gano {
namespace {

namespace fs = std::filesystem;

constexpr int kSummaryWidth = 336, kWidestForm = 860;  ///< px

fs::path smallest(const std::vector<fs::path>& models) {
    const auto sizeOf = [](const fs::path& model) {
        std::error_code failed;
        const auto size = fs::is_regular_file(model, failed) ? fs::file_size(model, failed) : std::numeric_limits<std::uintmax_t>::max();
        return failed ? std::numeric_limits<std::uintmax_t>::max() : size;
    };
    return *std::ranges::min_element(models, {}, sizeOf);
}

}  // namespace

StudyForm::StudyForm(QWidget* parent)
    : QWidget(parent), title_(new QLabel(this)), sentence_(new QLabel(this)), scroll_(new QScrollArea(this)), summary_(new StudySummaryCard(this)) {
    layOut();
    connect(&check_, &StudyCheck::checked, this, [this](const std::shared_ptr<const CheckedStudy>& found) { found_ = found, summary_->showStudy(*found); });
    connect(&check_, &StudyCheck::refused, this, &StudyForm::showMissing);
    connect(&check_, &StudyCheck::measuring, summary_, &StudySummaryCard::showMeasuring);
    connect(&check_, &StudyCheck::measured, summary_, &StudySummaryCard::showEstimate);
    connect(&check_, &StudyCheck::unmeasurable, summary_, &StudySummaryCard::showNoEstimate);
    connect(summary_, &StudySummaryCard::cancelMeasuringRequested, &check_, &StudyCheck::cancelMeasuring);
    connect(summary_, &StudySummaryCard::measureRequested, this, [this] { if (found_) check_.measure(found_->study); });
    connect(summary_, &StudySummaryCard::startRequested, this, &StudyForm::start);
}

StudyForm::~StudyForm() = default;

void StudyForm::layOut() {
    look::makeHeading(title_);
    look::makeQuiet(sentence_);
    sentence_->setWordWrap(true);
    auto* back = new QPushButton(look::icon(QStringLiteral("chevron_left")), tr("Other studies"), this);
    connect(back, &QPushButton::clicked, this, &StudyForm::cancelled);
    scroll_->setWidgetResizable(true);
    scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll_->setFocusPolicy(Qt::NoFocus);
    scroll_->viewport()->setAutoFillBackground(false);
    scroll_->setMaximumWidth(kWidestForm);
    summary_->setFixedWidth(kSummaryWidth);

    auto* top = new QHBoxLayout;
    top->addWidget(title_, 1);
    top->addWidget(back);
    auto* columns = new QHBoxLayout;
    columns->setSpacing(24);
    columns->addWidget(scroll_, 1);
    columns->addWidget(summary_);
    columns->addStretch(0);
    auto* page = new QVBoxLayout(this);
    page->setContentsMargins(32, 24, 24, 16);
    page->setSpacing(12);
    page->addLayout(top);
    page->addWidget(sentence_);
    page->addLayout(columns, 1);
}

void StudyForm::begin(const std::string& id) {
    const bool fresh = draft_.id.empty();
    if (fresh) {
        if (auto last = lastDraft()) draft_ = *last;
        else {
            setPreset(draft_, draft_.preset);
            takeFromRun(draft_, suggested_);
        }
    }
    setReadyStudy(draft_, id);
    draft_.base.training.device = device_;
    draft_.base.training.threads = threads_;
    draft_.name = freeStudyName(folder_, id);
    // Most people ask this of the models that they have. The smallest is the soonest done.
    const auto& row = readyStudy(id);
    const bool wanted = !row.required.empty() && row.required.front() == "pretrained";
    if (wanted && draft_.choices.pretrained.empty() && draft_.choices.unlabelled.empty() && !models_.empty()) draft_.choices.pretrained = smallest(models_).string();
    title_->setText(text(row.title));
    sentence_->setText(text(row.sentence));
    buildRows();
    changed();
}

void StudyForm::setModels(const std::vector<fs::path>& models) {
    if (models == models_) return;
    models_ = models;
    showModels();
}

void StudyForm::setSamples(const fs::path& images, const fs::path& targets, const std::string& groupPattern) {
    sampleImages_ = images;
    sampleTargets_ = targets;
    sampleGroups_ = groupPattern;
}

void StudyForm::setMachine(const std::string& device, int threads) {
    device_ = device;
    threads_ = threads;
}

void StudyForm::setBusy(bool busy) { summary_->setBusy(busy); }

void StudyForm::stopMeasuring() { check_.stop(); }

void StudyForm::changed() {
    found_.reset();
    if (samples_ != nullptr) samples_->setVisible(draft_.base.data.images.empty() && !sampleImages_.empty());
    // There is nothing to count where nothing is pretrained.
    for (auto* widget : ofPreparations_) widget->setVisible(!draft_.choices.unlabelled.empty() || !draft_.choices.otherImages.empty());
    const bool labels = task(draft_.base.task).target == TargetKind::Labels;
    if (draft_.base.data.images.empty()) {
        check_.stop();
        return summary_->showMissing(labels ? tr("Choose the labelled images, and where their labels are.") : tr("Choose the images, and where their targets are."), false);
    }
    summary_->showLooking();
    check_.check(draft_);
}

void StudyForm::showMissing(const QString& sentence) {
    found_.reset();
    summary_->showMissing(sentence, true);
}

void StudyForm::start() {
    if (!found_) return;
    check_.stop();
    summary_->showNoEstimate({});
    keepDraft(draft_);
    auto name = name_->text().trimmed();
    for (const auto sign : {QLatin1Char('/'), QLatin1Char('\\'), QLatin1Char(':')}) name.replace(sign, QLatin1Char(' '));
    std::error_code ignored;
    auto folder = folder_ / toPath(name.isEmpty() ? text(draft_.name) : name);
    for (int number = 2; fs::exists(folder, ignored); ++number) folder = folder_ / toPath(QStringLiteral("%1 %2").arg(name.isEmpty() ? text(draft_.name) : name).arg(number));
    Q_EMIT startRequested(found_->study, folder);
}

}  // namespace gano

#include "moc_study_form.cpp"
