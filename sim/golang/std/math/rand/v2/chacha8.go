package rand

// ChaCha8 is the cipher of that name with eight rounds, used as a generator. Each block makes 32 numbers; every
// fourth block keeps its last four as the next key.
type ChaCha8 struct {
	buf     [32]uint64
	key     [4]uint64
	next    uint32 // the first number of buf that was not given
	end     uint32 // how many of buf may be given
	counter uint32

	readBuf [8]byte // what Read has left, at the end
	readLen int
}

const (
	chachaLanes  = 4 // blocks that are computed side by side
	chachaBlocks = 16
	chachaKept   = 4
)

func NewChaCha8(seed [32]byte) *ChaCha8 {
	c := new(ChaCha8)
	c.Seed(seed)
	return c
}

//tricolor:leaks h0
func (c *ChaCha8) Seed(seed [32]byte) {
	for i := range c.key {
		c.key[i] = 0
		for j := 7; j >= 0; j-- {
			c.key[i] = c.key[i]<<8 | uint64(seed[8*i+j])
		}
	}
	c.counter = 0
	c.fill()
	c.readLen = 0
	c.readBuf = [8]byte{}
}

//tricolor:leaks h0
func (c *ChaCha8) Uint64() uint64 {
	for c.next >= c.end {
		c.refill()
	}
	c.next++
	return c.buf[c.next-1]
}

func (c *ChaCha8) refill() {
	if c.counter += chachaLanes; c.counter == chachaBlocks {
		copy(c.key[:], c.buf[len(c.buf)-chachaKept:])
		c.counter = 0
	}
	c.fill()
}

// fill computes four blocks with counters in a row. Their words alternate: the first two of each lane's words make
// up a number, then the next two.
func (c *ChaCha8) fill() {
	for lane := range uint32(chachaLanes) {
		words := chachaBlock(&c.key, c.counter+lane)
		for i, w := range words {
			at, half := 2*i+int(lane/2), lane%2*32
			c.buf[at] = c.buf[at]&^(0xffffffff<<half) | uint64(w)<<half
		}
	}
	c.next, c.end = 0, uint32(len(c.buf))
	if c.counter == chachaBlocks-chachaLanes {
		c.end -= chachaKept
	}
}

func quarter(s *[16]uint32, a, b, c, d int) {
	s[a] += s[b]
	s[d] ^= s[a]
	s[d] = s[d]<<16 | s[d]>>16
	s[c] += s[d]
	s[b] ^= s[c]
	s[b] = s[b]<<12 | s[b]>>20
	s[a] += s[b]
	s[d] ^= s[a]
	s[d] = s[d]<<8 | s[d]>>24
	s[c] += s[d]
	s[b] ^= s[c]
	s[b] = s[b]<<7 | s[b]>>25
}

// chachaBlock is one block. Unlike in the cipher only the key is added at the end.
func chachaBlock(key *[4]uint64, counter uint32) [16]uint32 {
	s := [16]uint32{0: 0x61707865, 1: 0x3320646e, 2: 0x79622d32, 3: 0x6b206574, 12: counter}
	for i, k := range key {
		s[4+2*i], s[5+2*i] = uint32(k), uint32(k>>32)
	}
	for range 4 {
		for i := range 4 { // columns, then diagonals
			quarter(&s, i, 4+i, 8+i, 12+i)
		}
		for i := range 4 {
			quarter(&s, i, 4+(i+1)%4, 8+(i+2)%4, 12+(i+3)%4)
		}
	}
	for i, k := range key {
		s[4+2*i] += uint32(k)
		s[5+2*i] += uint32(k >> 32)
	}
	return s
}

// Read gives the bytes of numbers, lowest first, and keeps what is left of the last one.
//tricolor:leaks h0 m0
func (c *ChaCha8) Read(p []byte) (n int, err error) {
	for n < len(p) {
		if c.readLen == 0 {
			x := c.Uint64()
			for i := range c.readBuf {
				c.readBuf[i] = byte(x >> (8 * i))
			}
			c.readLen = len(c.readBuf)
		}
		k := copy(p[n:], c.readBuf[len(c.readBuf)-c.readLen:])
		c.readLen -= k
		n += k
	}
	return n, nil
}
