//! INV-02 to INV-06 and the steps of WF-2, attacked in SQL: by the owner, each with a control in which the
//! rule is taken away and the same attack succeeds; and as the application's role with live sessions.

use sqlx::PgConnection;

use crate::support::TestApp;
use crate::support::sql::{ENTRY, change, must, refusal, run, string};

struct Attack {
    rule: &'static str,
    held_by: &'static str,
    /// On which assessment: `<medium>`, `<high>`, `<worst>`, `<draft>`, `<approved>`.
    sql: &'static str,
    without: &'static str,
}

const APPROVE: &str = "state = 'approved', decided_by = (select id from account where username = 'do-goma'), decided_at = sec.now(),
    second_decided_by = (select id from account where username = 'chief'), second_decided_at = sec.now()";

const ATTACKS: &[Attack] = &[
    Attack {
        rule: "INV-03: unacceptable risk is only avoided",
        held_by: "unacceptable_risk_is_avoided",
        sql: "update risk_assessment set <approve>, decision = 'control' where ref = 'R-26-WORST'",
        without: "alter table risk_assessment drop constraint unacceptable_risk_is_avoided",
    },
    Attack {
        rule: "INV-04: high risk names its criticality",
        held_by: "high_risk_names_criticality",
        sql: "update risk_assessment set <approve> where ref = 'R-26-HJGH2'",
        without: "alter table risk_assessment drop constraint high_risk_names_criticality",
    },
    Attack {
        rule: "INV-04: residual risk stays within the cap",
        held_by: "residual_risk_within_cap",
        sql: "update risk_assessment set <approve> where ref = 'R-26-CAP22'",
        without: "alter table risk_assessment drop constraint residual_risk_within_cap",
    },
    Attack {
        rule: "INV-05: the author does not decide",
        held_by: "risk_assessment_decided_by_another",
        sql: "update risk_assessment set state = 'approved', decided_by = author_id, decided_at = sec.now() where ref = 'R-26-MED22'",
        without: "alter table risk_assessment drop constraint risk_assessment_decided_by_another",
    },
    Attack {
        rule: "INV-05: the author does not review",
        held_by: "risk_assessment_reviewed_by_another",
        sql: "update risk_assessment set reviewer_id = author_id where ref = 'R-26-MED22'",
        without: "alter table risk_assessment drop constraint risk_assessment_reviewed_by_another",
    },
    Attack {
        rule: "INV-05: the author does not confirm what they registered",
        held_by: "risk_assessment_confirmed_by_another",
        sql: "update risk_assessment set confirmed_by = author_id, confirmed_at = sec.now() where ref = 'R-26-REG22'",
        without: "alter table risk_assessment drop constraint risk_assessment_confirmed_by_another",
    },
    Attack {
        rule: "INV-05: an assessment keeps its author",
        held_by: "assessment_keeps_its_author",
        sql: "update risk_assessment set author_id = (select id from account where username = 'analyst') where ref = 'R-26-MED22'",
        without: "alter table risk_assessment disable trigger risk_assessment_walks_its_steps",
    },
    Attack {
        rule: "INV-06: an approved assessment is frozen",
        held_by: "decided_assessment_is_frozen",
        sql: "update risk_assessment set main_measures = 'none' where ref = 'R-26-REG22'",
        without: "alter table risk_assessment disable trigger risk_assessment_guarded",
    },
    Attack {
        rule: "INV-06: the threats of an approved assessment are frozen",
        held_by: "decided_assessment_is_frozen",
        sql: "update risk_threat set description = 'other' where assessment_id = (select id from risk_assessment where ref = 'R-26-REG22')",
        without: "alter table risk_threat disable trigger threat_guarded",
    },
    Attack {
        rule: "INV-06: what is under review is locked",
        held_by: "assessment_under_review_is_locked",
        sql: "update risk_assessment set situation = 'other' where ref = 'R-26-MED22'",
        without: "alter table risk_assessment disable trigger risk_assessment_walks_its_steps",
    },
    Attack {
        rule: "WF-2: nobody types the residual level",
        held_by: "residual_level_is_computed",
        sql: "update risk_assessment set residual_level = 'low' where ref = 'R-26-DRAFT'",
        without: "alter table risk_assessment disable trigger risk_assessment_walks_its_steps",
    },
    Attack {
        rule: "WF-2: high risk is decided by two",
        held_by: "high_risk_decided_by_two",
        sql: "update risk_assessment set state = 'approved', decided_by = (select id from account where username = 'do-goma'), decided_at = sec.now() where ref = 'R-26-GXXD2'",
        without: "alter table risk_assessment disable trigger risk_assessment_walks_its_steps; alter table risk_assessment disable trigger risk_assessment_guarded",
    },
    Attack {
        rule: "WF-2: an approval has its decision",
        held_by: "decision_follows_recommendation",
        sql: "update risk_assessment set state = 'approved', approver_name = 'x', approver_capacity = 'x', document_ref = 'x', approved_on = current_date where ref = 'R-26-MED22'",
        without: "alter table risk_assessment disable trigger risk_assessment_walks_its_steps",
    },
    Attack {
        rule: "WF-2: a high risk has measures",
        held_by: "high_risk_has_measures",
        sql: "update risk_assessment set state = 'submitted' where ref = 'R-26-BARE2'",
        without: "alter table risk_assessment disable trigger risk_assessment_guarded",
    },
    Attack {
        rule: "WF-2: a period does not end before it begins",
        held_by: "risk_assessment_ends_after_it_begins",
        sql: "update risk_assessment set valid_from = '2026-12-01', valid_to = '2026-11-30' where ref = 'R-26-DRAFT'",
        without: "alter table risk_assessment drop constraint risk_assessment_ends_after_it_begins",
    },
    Attack {
        rule: "WF-2: states follow one another",
        held_by: "risk_assessment_state_follows",
        sql: "update risk_assessment set state = 'recommended' where ref = 'R-26-DRAFT'",
        without: "alter table risk_assessment disable trigger risk_assessment_guarded",
    },
    Attack {
        rule: "DESIGN 9.3: a level is lowered by two",
        held_by: "level_lowered_by_two",
        sql: "insert into risk_assessment (id, ref, kind, way, principal_id, station_id, cell, state, valid_from, valid_to, residual_level, main_measures, approver_name,
                approver_capacity, approved_on, document_ref, author_id)
              select gen_random_uuid(), 'R-26-LQWER', kind, way, principal_id, station_id, cell, 'approved', valid_from, valid_to, 'low', 'x', 'x', 'x', current_date, 'x', author_id
              from risk_assessment where ref = 'R-26-REG22'",
        without: "alter table risk_assessment disable trigger risk_assessment_walks_its_steps",
    },
    Attack {
        rule: "INV-02: an extension lasts at most fourteen days",
        held_by: "extension_is_short",
        sql: "insert into risk_extension (id, assessment_id, from_date, to_date, reason, asked_by)
              select gen_random_uuid(), id, valid_to - 5, valid_to + 9, 'x', author_id from risk_assessment where ref = 'R-26-REG22'",
        without: "alter table risk_extension drop constraint extension_is_short",
    },
    Attack {
        rule: "INV-02: an extension is approved by two",
        held_by: "extension_by_two_people",
        sql: "insert into risk_extension (id, assessment_id, from_date, to_date, reason, asked_by)
                select gen_random_uuid(), id, valid_to + 1, valid_to + 14, 'x', author_id from risk_assessment where ref = 'R-26-REG22';
              update risk_extension set first_by = (select id from account where username = 'chief'), first_at = sec.now(),
                second_by = (select id from account where username = 'chief'), second_at = sec.now()",
        without: "alter table risk_extension drop constraint extension_by_two_people",
    },
    Attack {
        rule: "UNC-02: the matrix is monotone",
        held_by: "matrix_is_monotone",
        sql: "insert into risk_matrix (version, likelihood, impact, level, source) values (9, 1, 1, 'high', 'x'), (9, 2, 2, 'low', 'x'); set constraints all immediate",
        without: "alter table risk_matrix disable trigger matrix_stays_monotone",
    },
];

/// Assessments of every kind the attacks need: reference, author, threat scores, criticality, how far.
const ARRANGED: &[(&str, &str, [i32; 4], &str, &str)] = &[
    ("R-26-DRAFT", "coordinator-goma", [3, 3, 2, 3], "null", "draft"),
    ("R-26-BARE2", "coordinator-goma", [4, 4, 2, 3], "null", "bare"),
    ("R-26-MED22", "ssp-goma", [3, 3, 3, 3], "null", "recommended"),
    ("R-26-HJGH2", "ssp-goma", [4, 4, 4, 4], "null", "recommended"),
    ("R-26-CAP22", "ssp-goma", [4, 4, 4, 4], "'PC3'", "recommended"),
    ("R-26-GXXD2", "ssp-goma", [4, 4, 4, 4], "'PC2'", "recommended"),
    ("R-26-WORST", "ssp-goma", [5, 5, 5, 5], "null", "recommended"),
];

async fn arrange(app: &TestApp) {
    let mut owner = app.owner().await;
    for (n, (reference, author, [l, i, rl, ri], criticality, far)) in ARRANGED.iter().enumerate() {
        let official = super::official(app, &format!("TESTER {}", n + 10)).await;
        let mut sql = format!(
            "insert into risk_assessment (id, ref, kind, way, principal_id, station_id, cell, valid_from, valid_to, scope, criticality, author_id)
               select gen_random_uuid(), '{reference}', 'personal', 'full', p.id, s.id, s.cell, '2026-01-01', '2098-01-01', 'Goma', {criticality}, a.id
               from duty_station s, principal p, account a where s.code = 'GOM' and p.ref = '{official}' and a.username = '{author}';
             insert into risk_threat (id, assessment_id, number, category, sub_kind, description, likelihood, impact, residual_likelihood, residual_impact)
               select gen_random_uuid(), id, 1, 'crime', 'ambush', 'road', {l}, {i}, {rl}, {ri} from risk_assessment where ref = '{reference}';"
        );
        if *far != "bare" {
            sql.push_str(&format!(
                "insert into risk_measure (id, assessment_id, number, area, effect, description) select gen_random_uuid(), id, 1, 'route', 'both', 'escort' from risk_assessment where ref = '{reference}';
                 insert into risk_course (id, assessment_id, number, name, residual_level, people)
                   select gen_random_uuid(), id, n, 'Course ' || n, 'high', n from risk_assessment, generate_series(1, 2) n where ref = '{reference}';"
            ));
        }
        if *far == "recommended" {
            sql.push_str(&format!(
                "update risk_assessment set state = 'submitted' where ref = '{reference}';
                 update risk_assessment set state = 'under_review', reviewer_id = (select id from account where username = 'officer-africa') where ref = '{reference}';
                 update risk_measure set decision = 'approved' where assessment_id = (select id from risk_assessment where ref = '{reference}');
                 update risk_assessment set state = 'recommended' where ref = '{reference}';"
            ));
        }
        must(&mut owner, &format!("begin; {sql} {ENTRY}; commit")).await;
    }
    let official = super::official(app, "TESTER 90").await;
    let registered = format!(
        "insert into risk_assessment (id, ref, kind, way, principal_id, station_id, cell, state, valid_from, valid_to, residual_level, criticality, main_measures, approver_name,
           approver_capacity, approved_on, document_ref, author_id)
         select gen_random_uuid(), 'R-26-REG22', 'personal', 'registered', p.id, s.id, s.cell, 'approved', '2026-01-01', '2098-01-01', 'high', 'PC2', 'x', 'x', 'x', '2026-01-01', 'x', a.id
         from duty_station s, principal p, account a where s.code = 'GOM' and p.ref = '{official}' and a.username = 'coordinator-goma';
         insert into risk_threat (id, assessment_id, number, category, sub_kind, description, likelihood, impact, residual_likelihood, residual_impact)
           select gen_random_uuid(), id, 1, 'crime', 'ambush', 'road', 4, 4, 3, 4 from risk_assessment where ref = 'R-26-REG22';"
    );
    must(&mut owner, &format!("begin; {registered} {ENTRY}; commit")).await;
}

async fn tried(connection: &mut PgConnection, sql: &str) -> String {
    let outcome = run(connection, &format!("begin; {sql}")).await;
    let told = refusal(&outcome);
    run(connection, "rollback").await.expect("a rollback works");
    told
}

#[tokio::test]
async fn rules_of_risk_hold_and_fall_only_when_taken_away() {
    let app = TestApp::start().await;
    arrange(&app).await;
    let mut owner = app.owner().await;
    for attack in ATTACKS {
        let sql = attack.sql.replace("<approve>", APPROVE);

        let held = tried(&mut owner, &sql).await;
        let control = tried(&mut owner, &format!("{}; {sql}", attack.without)).await;

        assert_eq!(held, format!("23514 {}", attack.held_by), "{}", attack.rule);
        assert_eq!(control, "accepted", "{}: the control", attack.rule);
    }
}

#[tokio::test]
async fn steps_are_refused_to_other_roles_by_the_database() {
    const ROLES: &[&str] = &[
        "chief",
        "officer-africa",
        "analyst",
        "do-goma",
        "ssp-goma",
        "ssp-juba",
        "coordinator-goma",
        "coordinator-juba",
        "desk-africa",
        "auditor",
        "leader-goma",
        "support",
        "admin",
    ];
    // state before, what is set, who may
    const STEPS: &[(&str, &str, &[&str])] = &[
        ("draft", "state = 'submitted'", &["coordinator-goma"]),
        ("submitted", "state = 'under_review', reviewer_id = sec.account_id()", &["officer-africa"]),
        ("under_review", "state = 'recommended'", &["officer-africa"]),
        ("under_review", "state = 'returned', state_reason = 'x'", &["officer-africa"]),
        ("recommended", "state = 'approved', decided_by = sec.account_id(), decided_at = sec.now()", &["do-goma", "ssp-goma"]),
        ("recommended", "state = 'rejected', state_reason = 'x'", &["chief", "do-goma", "ssp-goma"]),
        ("approved", "state = 'withdrawn', state_reason = 'x'", &["chief", "do-goma", "ssp-goma"]),
    ];
    const WAY: &[(&str, &str)] = &[
        ("submitted", "state = 'submitted'"),
        ("under_review", "state = 'under_review', reviewer_id = (select id from account where username = 'officer-africa')"),
        ("recommended", "state = 'recommended'"),
        ("approved", "state = 'approved', decided_by = (select id from account where username = 'do-goma'), decided_at = sec.now()"),
    ];
    let app = TestApp::start().await;
    let official = super::official(&app, "TESTER 1").await;
    let url = super::draft(&app.as_if("coordinator-goma").await, &official, ["3", "3", "2", "3"]).await;
    let reference = super::tail(&url);
    let mut owner = app.owner().await;
    change(&mut owner, "update risk_assessment set valid_from = '2026-01-01', valid_to = '2098-01-01'").await.expect("a period is set");
    let mut inside = Vec::new();
    for name in ROLES {
        inside.push((*name, app.inside(name).await));
    }
    let mut now = "draft".to_owned();
    for (from, set, allowed) in STEPS {
        while now != *from {
            let at = WAY.iter().position(|(state, _)| *state == now).map_or(0, |at| at + 1);
            if WAY[at].0 == "recommended" {
                change(&mut owner, "update risk_measure set decision = 'approved'").await.expect("the review ends");
            }
            change(&mut owner, &format!("update risk_assessment set {} where ref = '{reference}'", WAY[at].1)).await.expect(WAY[at].0);
            now = string(&mut owner, &format!("select state from risk_assessment where ref = '{reference}'")).await;
        }
        if *from == "under_review" {
            change(&mut owner, "update risk_measure set decision = 'approved' where decision = 'proposed'").await.expect("results are kept");
        }
        for (name, connection) in &mut inside {
            run(connection, "begin").await.expect("a transaction begins");
            let outcome = run(connection, &format!("update risk_assessment set {set} where ref = '{reference}'")).await;
            let told = match &outcome {
                Ok(0) => "not seen".to_owned(),
                other => refusal(other),
            };
            run(connection, "rollback").await.expect("a rollback works");
            assert_eq!(told == "accepted", allowed.contains(name), "{name} {from} → {set}: {told}");
        }
    }
}

#[tokio::test]
async fn a_notice_is_read_by_its_reader_alone() {
    use crate::support::world::{self, GOMA};
    let app = TestApp::start().await;
    world::furnish(&app).await;
    let mut coordinator = app.inside("coordinator-goma").await;
    let id = GOMA.id("notice");
    let told = tried(&mut coordinator, &format!("update risk_notice set read_at = sec.now() where id = '{id}'")).await;
    assert_eq!(told, "23514 notice_read_by_oneself");
    let mut owner = app.owner().await;
    let control =
        tried(&mut owner, &format!("alter table risk_notice disable trigger notice_read_once; update risk_notice set read_at = sec.now() where id = '{id}'"))
            .await;
    assert_eq!(control, "accepted");
}
