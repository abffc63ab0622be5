package dev.talaria.tool.web;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicAddressesTest {
    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8", "1.1.1.1", "93.184.216.34", "100.63.255.255", "100.128.0.0", "172.15.0.1", "172.32.0.1",
        "169.253.0.1",
        "192.167.1.1", "198.17.0.1", "198.20.0.1", "223.255.255.254", "2606:4700::1111", "2a00:1450:4001:800::200e",
        "2001:4860:4860::8888"})
    void areOnTheInternet(String address) throws UnknownHostException {
        assertTrue(PublicAddresses.has(InetAddress.getByName(address)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254", "169.254.0.1", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.0.1",
        "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.7", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255"})
    void areOfSpecialUse(String address) throws UnknownHostException {
        assertFalse(PublicAddresses.has(InetAddress.getByName(address)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"::", "::1", "fe80::1", "febf::1", "fec0::1", "fc00::1", "fd12:3456::1", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "::127.0.0.1", "::a00:1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:1",
        "2002:7f00:1::", "2002:a9fe:a9fe::1", "2002:808:808::1", "2001::1", "2001:0:7f00:1::", "2001:db8::1", "3fff::1", "100::1",
        "5f00::1"})
    void areOfSpecialUseInIpv6(String address) throws UnknownHostException {
        assertFalse(PublicAddresses.has(InetAddress.getByName(address)));
    }
}
