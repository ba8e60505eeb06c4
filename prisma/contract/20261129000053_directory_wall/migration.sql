-- Nobody but the owner, through its functions, reaches the directory and the operators (decision 0024). The release before
-- reads these tables itself: not while one of its processes runs.
REVOKE ALL ON directory_number, directory_waba, directory_credential, platform_user FROM sigfollow_app, sigfollow_relay;
-- A grant given by mistake later opens nothing: there is no policy, and the owner is not held by it.
ALTER TABLE directory_number ENABLE ROW LEVEL SECURITY;
ALTER TABLE directory_waba ENABLE ROW LEVEL SECURITY;
ALTER TABLE directory_credential ENABLE ROW LEVEL SECURITY;
ALTER TABLE platform_user ENABLE ROW LEVEL SECURITY;
