package fakeice

// KillProcess lets a server end as one that crashes, and waits until it has.
func (s *Server) KillProcess() error {
	err := s.process.command.Process.Kill()
	for ended := err != nil; !ended; {
		_, ended = s.process.obituary()
	}
	return err
}
