// The yardstick: workload W1 in hand-tuned C++, with nothing of Kubernetes in it. Poisson arrivals (2,560/s), uniform
// choice among 16 pods of 4 slots, FIFO queue of 64, exponential service (20 ms), latencies into a log-linear histogram.
// Bucket queue with a bitmap, intrusive lists, variates made in batches that the compiler vectorises.
//   g++ -O3 -march=native -ffast-math -std=c++20 -o w1 w1.cpp -lmvec -lm && ./w1 4e6
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>

constexpr int PODS = 16, SLOTS = 4, QUEUE = 64;
constexpr double MEAN = 0.020, LAMBDA = 0.8 * PODS * SLOTS / MEAN;
constexpr double NEVER = 1e300;

static uint64_t splitmix(uint64_t& s) {
  uint64_t z = (s += 0x9e3779b97f4a7c15ull);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
  return z ^ (z >> 31);
}

// Eight lanes of xoshiro256++, and an exponential for each of its words.
struct Batch {
  static constexpr int LANES = 8, SIZE = 1024;
  alignas(64) uint64_t s[4][LANES], r[SIZE];
  alignas(64) double e[SIZE];
  int i = SIZE;
  explicit Batch(uint64_t seed) {
    for (auto& row : s)
      for (auto& x : row) x = splitmix(seed);
  }
  __attribute__((noinline)) void fill() {
    for (int k = 0; k < SIZE; k += LANES)
      for (int l = 0; l < LANES; l++) {
        const uint64_t sum = s[0][l] + s[3][l], t = s[1][l] << 17;
        r[k + l] = ((sum << 23) | (sum >> 41)) + s[0][l];
        s[2][l] ^= s[0][l]; s[3][l] ^= s[1][l]; s[1][l] ^= s[2][l]; s[0][l] ^= s[3][l];
        s[2][l] ^= t;
        s[3][l] = (s[3][l] << 45) | (s[3][l] >> 19);
      }
    // A double in [1, 2) from the top bits, less one: no conversion of 64-bit integers, which AVX2 has not.
    for (int k = 0; k < SIZE; k++) {
      const double u = std::bit_cast<double>((r[k] >> 12) | 0x3ff0000000000000ull) - 1.0;
      e[k] = -std::log(1.0 - u);
    }
    i = 0;
  }
  double exponential() {
    if (__builtin_expect(i == SIZE, 0)) fill();
    return e[i++];
  }
};

// One year of buckets, far less than one event in each; the bitmap skips the empty ones.
struct BucketQueue {
  static constexpr int BUCKETS = 1024;
  static constexpr double PER_SECOND = 192 / MEAN;
  int16_t head[BUCKETS], next[PODS * SLOTS];
  double time[PODS * SLOTS];
  int64_t day[PODS * SLOTS], today = 0;
  uint64_t bits[BUCKETS / 64];
  int size = 0, best = -1;
  BucketQueue() {
    for (auto& h : head) h = -1;
    memset(bits, 0, sizeof bits);
  }
  void push(double t, int s) {
    const int64_t d = (int64_t)(t * PER_SECOND);
    const int b = d & (BUCKETS - 1);
    time[s] = t; day[s] = d; next[s] = head[b]; head[b] = (int16_t)s;
    bits[b >> 6] |= 1ull << (b & 63);
    size++;
    if (best >= 0 && t < time[best]) {
      if (d < today) today = d;
      best = -1;
    }
  }
  void find() {
    for (;;) {
      int b = today & (BUCKETS - 1);
      const uint64_t m = bits[b >> 6] >> (b & 63);
      if (!m) { today += 64 - (b & 63); continue; }
      const int k = __builtin_ctzll(m);
      today += k; b += k;
      double t = NEVER;
      best = -1;
      for (int s = head[b]; s >= 0; s = next[s])
        if (day[s] == today && time[s] < t) t = time[s], best = s;
      if (best >= 0) return;
      today++;
    }
  }
  double top() {
    if (!size) return NEVER;
    if (best < 0) find();
    return time[best];
  }
  void pop(int s) {
    const int b = day[s] & (BUCKETS - 1);
    int16_t* p = &head[b];
    while (*p != s) p = &next[*p];
    *p = next[s];
    if (head[b] < 0) bits[b >> 6] &= ~(1ull << (b & 63));
    size--;
    best = -1;
  }
};

struct Histogram {
  static constexpr int64_t LOWEST = (1023 - 24) << 10, BUCKETS = 34 << 10;
  uint32_t* counts = (uint32_t*)calloc(BUCKETS, sizeof(uint32_t));
  double sum = 0;
  uint64_t lost = 0;
  void record(double x) {
    const int64_t i = (std::bit_cast<int64_t>(x) >> 42) - LOWEST;
    counts[i < 0 ? 0 : i]++;
    sum += x;
  }
  uint64_t total() const {
    uint64_t n = 0;
    for (int64_t i = 0; i < BUCKETS; i++) n += counts[i];
    return n;
  }
  double quantile(double q) const {
    const auto want = (uint64_t)ceil(q * total());
    uint64_t seen = 0;
    for (int64_t i = 0; i < BUCKETS; i++)
      if ((seen += counts[i]) >= want) return std::bit_cast<double>((uint64_t)(i + LOWEST) << 42 | 1ull << 41);
    return 0;
  }
};

struct alignas(64) Pod {
  uint32_t head = 0, waiting = 0, freeSlots = 15;
  double ring[QUEUE];
};

int main(int argc, char** argv) {
  const auto requests = (uint64_t)(argc > 1 ? strtod(argv[1], nullptr) : 4e6);
  const uint64_t seed = argc > 2 ? strtoull(argv[2], nullptr, 10) : 1;
  static Pod pods[PODS];
  static double arrived[PODS * SLOTS];
  static Batch service(seed), arrivals(seed ^ 0xabcdef), choices(seed ^ 0x123457);
  Histogram latency;
  BucketQueue queue;
  const auto start = std::clock();
  uint64_t left = requests, word = 0;
  int nibbles = 0;
  double arrival = arrivals.exponential() / LAMBDA;
  for (;;) {
    const double completion = queue.top();
    if (completion <= arrival) {
      if (completion >= NEVER) break;
      const int s = queue.best;
      Pod& pod = pods[s >> 2];
      latency.record(completion - arrived[s]);
      queue.pop(s);
      if (pod.waiting) {
        arrived[s] = pod.ring[pod.head];
        pod.head = (pod.head + 1) & (QUEUE - 1);
        pod.waiting--;
        queue.push(completion + service.exponential() * MEAN, s);
      } else pod.freeSlots |= 1u << (s & 3);
      continue;
    }
    const double now = arrival;
    arrival = --left ? now + arrivals.exponential() / LAMBDA : NEVER;
    if (!nibbles) {
      if (choices.i == Batch::SIZE) choices.fill();
      word = choices.r[choices.i++];
      nibbles = 16;
    }
    const int p = word & 15;
    word >>= 4;
    nibbles--;
    Pod& pod = pods[p];
    if (pod.freeSlots) {
      const int s = p * SLOTS + __builtin_ctz(pod.freeSlots);
      pod.freeSlots &= pod.freeSlots - 1;
      arrived[s] = now;
      queue.push(now + service.exponential() * MEAN, s);
    } else if (pod.waiting < QUEUE) pod.ring[(pod.head + pod.waiting++) & (QUEUE - 1)] = now;
    else latency.lost++;
  }
  const double seconds = double(std::clock() - start) / CLOCKS_PER_SEC;
  printf("{\"requests\":%llu,\"seconds\":%.4f,\"meanMs\":%.3f,\"p50Ms\":%.3f,\"p99Ms\":%.3f,\"lost\":%llu}\n",
         (unsigned long long)requests, seconds, latency.sum / latency.total() * 1e3, latency.quantile(.5) * 1e3,
         latency.quantile(.99) * 1e3, (unsigned long long)latency.lost);
}
