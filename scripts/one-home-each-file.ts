// The command line of each test file has a home of its own, made when it is first used: files of one worker share modules.
delete process.env.ROLEKIT_TEST_HOME;
