// SPDX-FileCopyrightText: 2026 The Ganoscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/wizard/wizard_draft.h"

namespace gano {

/// One question of the training wizard; reads and fills the common draft.
class WizardStep : public QWidget {
    Q_OBJECT
public:
    WizardStep(WizardDraft& draft, QWidget* parent) : QWidget(parent), draft_(draft) {}

    virtual QString name() const = 0;      ///< In the list of steps.
    virtual QString question() const = 0;  ///< The heading.
    virtual bool isNeeded() const { return true; }
    virtual void enter() {}  ///< Becomes visible: the draft may have changed.
    virtual void leave() {}
    virtual void earlierChanged() {}  ///< A step before this one found something out while this one is visible.
    /// Why the next step cannot come yet, in a sentence; empty when it can.
    virtual QString missing() const { return {}; }

Q_SIGNALS:
    void changed();  ///< missing() or the draft did.

protected:
    WizardDraft& draft_;
};

}  // namespace gano
