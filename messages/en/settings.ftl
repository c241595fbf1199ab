# Rules and status.

rules-title = Rules
rules-lead = Thresholds, periods and postures, each with the source it rests on.
rules-read-only = The chief changes them.
rules-settings = Thresholds and periods
rules-setting = Rule
rules-value = Value
rules-unit = Unit
rules-source = Source
rules-source-hint = The paper or decision this value rests on.
rules-version = Version
rules-deeds = More
rules-postures = Postures
rules-posture = Posture
rules-posture-name = Name
rules-posture-heading = Posture { $code }
rules-posts = Posts
rules-no-posts = none
rules-post = { $count } { $role }
rules-post-optional = { $count } { $role } (if available)
rules-post-team-leader = team leader
rules-post-second-in-command = second in command
rules-post-ppo = personal protection officer
rules-post-pes = escort
rules-post-advance = advance
rules-post-driver = driver
rules-post-cat = counter assault
rules-post-rst = residential security
rules-post-medic = medic
rules-post-comms = communications
rules-post-liaison-interpreter = liaison and interpreter
rules-check-in-minutes = Check-in interval
rules-check-in-hint = Minutes; 0 means no check-ins.
rules-no-check-ins = none
rules-watch-level = Watch level
rules-watch-none = Not watched
rules-watch-departure-arrival = Departure and arrival
rules-watch-check-ins = Check-ins
rules-interval-and-level = An interval belongs to the watch level “Check-ins”, and only to it.
rules-value-range = Write a whole number from 0 to { $most }.
rules-in-days = In days
rules-in-months = In months
rules-in-hours-a-year = In hours a year
rules-months = { $count ->
    [one] 1 month
   *[other] { $count } months
 }
rules-hours-a-year = { $count ->
    [one] 1 hour a year
   *[other] { $count } hours a year
 }
rules-in-hours = In hours
rules-in-minutes = In minutes
rules-days = { $count ->
    [one] 1 day
   *[other] { $count } days
 }
rules-hours = { $count ->
    [one] 1 hour
   *[other] { $count } hours
 }
rules-minutes = { $count ->
    [one] 1 minute
   *[other] { $count } minutes
 }
rules-save-setting = Save rule
rules-save-posture = Save posture
rules-setting-visible-before-days = Other stations see a leg before it departs
rules-setting-visible-after-days = Other stations see a leg after it closes
rules-setting-late-notice-days = Notice later than this is late
rules-setting-departure-grace-road = Grace for a departure by road
rules-setting-departure-grace-air = Grace for a departure by air
rules-setting-arrival-grace-road = Grace for an arrival by road
rules-setting-arrival-grace-air = Grace for an arrival by air
rules-setting-alert-again-minutes = An alert that nobody answers comes again after
rules-setting-valid-months-low = Validity of an assessment with low residual risk
rules-setting-valid-months-medium = Validity of an assessment with medium residual risk
rules-setting-valid-months-high = Validity of an assessment with high residual risk
rules-setting-valid-months-very-high = Validity of an assessment with very high residual risk
rules-setting-expiry-notice-days = A new assessment is asked for before the last one ends
rules-setting-standard-immediate-hours = An immediate assessment is answered within
rules-setting-standard-urgent-hours = An urgent assessment is answered within
rules-setting-standard-priority-hours = A priority assessment is answered within
rules-setting-standard-routine-hours = A routine assessment is answered within
rules-setting-interim-hours = Interim protection lasts
rules-setting-interim-confirm-hours = Interim protection that nobody confirms is a warning after
rules-setting-extension-days = An emergency extension lasts at most
rules-setting-late-return-hours = A weapon or vehicle that is not back is an exception after
rules-setting-productive-hours = Productive hours of one officer
rules-setting-requirement-review-days = A requirement is reviewed every
rules-setting-minimum-rest-hours = Shortest rest between duties
rules-setting-not-ready-hours = A movement that is not ready is flagged before departure
said-setting-saved = The rule was saved.
said-posture-saved = Posture { $ref } was saved.

status-title = Status
status-lead = How the installation is doing. Nothing protected stands here.
status-jobs = Jobs
status-no-jobs = No job has reported yet
status-job = Job
status-ran = Last ran
status-age = Age
status-every = Runs every
status-late = Late
status-just-now = just now
status-ago = { $age } ago
status-installation = Installation
status-program = Version of Cordon
status-server = PostgreSQL
status-migrations = Steps of the schema
status-size = Size of the database
status-size-100-mb = up to 100 MB
status-size-1-gb = up to 1 GB
status-size-10-gb = up to 10 GB
status-size-more = more than 10 GB
status-zone-data = Zone data of the system
status-sessions = Live sessions
status-session-web = People
status-session-wall = Wall displays
status-session-command = Command line
status-session-job = Jobs
